#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/portals/books.h"
#include "tests/portals/net/message.h"

namespace vancrawl::portals {

/// Builds a JSON object by hand, in the order of the calls. Values must not need escaping.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& text(std::string_view key, std::int64_t value);  ///< the number as a string
  JsonObject& number(std::string_view key, std::int64_t value);
  /// Writes the key; the caller appends the value.
  void key(std::string_view key);
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

[[nodiscard]] std::string with_commas(std::int64_t amount);  ///< -1,234,567

[[nodiscard]] std::string card_digits(std::uint64_t card);        ///< all 16: cardRealNo
[[nodiscard]] std::string card_with_stars(std::uint64_t card);    ///< 451842******1234
[[nodiscard]] std::string card_with_hyphens(std::uint64_t card);  ///< 4518-42**-****-1234
[[nodiscard]] std::string approval_number(const Approval& row);   ///< 8 places
[[nodiscard]] std::string transaction_id(const Approval& row);    ///< 16 places
/// The number at the acquirer that the row was sold under; both portals print the same one.
[[nodiscard]] std::string merchant_number(const World& world, const Approval& row);
/// 제휴카드사, or the card company itself.
[[nodiscard]] std::string_view issuer_name(const Approval& row);
[[nodiscard]] std::string_view issuer_code(const Approval& row);

[[nodiscard]] net::Answer html_answer(std::string body);  ///< UTF-8
[[nodiscard]] net::Answer json_answer(std::string body, int status = 200);
[[nodiscard]] net::Answer redirect(std::string location);

}  // namespace vancrawl::portals
