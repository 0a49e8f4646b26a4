#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace vancrawl::model {

/// A text that names one kind of thing and cannot be given where another kind is meant.
template <class Tag>
class TextId {
 public:
  TextId() = default;
  explicit TextId(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend auto operator<=>(const TextId&, const TextId&) = default;

 private:
  std::string text_;
};

/// A row number of the store; 0 is none.
template <class Tag>
class NumberId {
 public:
  constexpr NumberId() = default;
  constexpr explicit NumberId(std::int64_t number) : number_(number) {}
  [[nodiscard]] constexpr std::int64_t number() const { return number_; }
  [[nodiscard]] constexpr bool is_none() const { return number_ == 0; }
  friend constexpr auto operator<=>(NumberId, NumberId) = default;

 private:
  std::int64_t number_ = 0;
};

using MerchantId = TextId<struct MerchantTag>;            ///< ours, given at `merchants add`
using SiteId = TextId<struct SiteTag>;                    ///< the folder under sites/
using BusinessNumber = TextId<struct BusinessNumberTag>;  ///< 사업자번호, ten digits
using MerchantNumber = TextId<struct MerchantNumberTag>;  ///< 가맹점번호, one per card company
using TerminalId = TextId<struct TerminalTag>;            ///< TID, CAT_ID
using ScopeId = TextId<struct ScopeTag>;          ///< a group or terminal, as the portal names it
using ExitId = TextId<struct ExitTag>;            ///< one way out; never holds a proxy's password
using EvidenceHash = TextId<struct EvidenceTag>;  ///< 32 bytes in lower-case hex
using CredentialId = NumberId<struct CredentialTag>;
using JobId = NumberId<struct JobTag>;
using AttemptId = NumberId<struct AttemptTag>;

/// What the portal counts wrong passwords against: the login realm and the login id as the site
/// normalises it. Several merchants, or several sites of one realm, may share one.
struct AccountKey {
  std::string realm;
  std::string login_id;
  friend auto operator<=>(const AccountKey&, const AccountKey&) = default;
};

/// Ten digits, without dashes, with a valid check digit, as the tax office computes it.
[[nodiscard]] bool is_business_number(const std::string& digits);

}  // namespace vancrawl::model

template <class Tag>
struct std::hash<vancrawl::model::TextId<Tag>> {
  std::size_t operator()(const vancrawl::model::TextId<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
