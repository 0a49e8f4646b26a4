#pragma once

#include <string>
#include <string_view>

#include "crawler/model/business_date.h"
#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"

namespace vancrawl::storage {

// What a sentence to a person may be made of: texts of the program and words of known kinds. No
// text of a portal, of an exception or of a person gets into one but through TaskWord::printed.

/// A sentence in both languages, with places as {site} for words. Made of literals alone.
class Wording {
 public:
  consteval Wording(const char* english, const char* korean) : english_(english), korean_(korean) {}
  [[nodiscard]] constexpr std::string_view english() const { return english_; }
  [[nodiscard]] constexpr std::string_view korean() const { return korean_; }

 private:
  std::string_view english_;
  std::string_view korean_;
};

/// Fills one place of a sentence.
class TaskWord {
 public:
  [[nodiscard]] static TaskWord of(const model::SiteId& site) { return {"site", site.text()}; }
  [[nodiscard]] static TaskWord of(const model::MerchantId& merchant) {
    return {"merchant", merchant.text()};
  }
  /// The login id alone: people know it by that.
  [[nodiscard]] static TaskWord of(const model::AccountKey& account) {
    return {"login", account.login_id};
  }
  [[nodiscard]] static TaskWord of(model::Ledger ledger);
  [[nodiscard]] static TaskWord every_ledger() { return {"ledger", "every ledger"}; }
  [[nodiscard]] static TaskWord of(model::BusinessDate date) { return {"date", date.iso()}; }
  [[nodiscard]] static TaskWord of(const model::ExitId& exit) { return {"exit", exit.text()}; }
  [[nodiscard]] static TaskWord of(model::FailureClass failure);
  [[nodiscard]] static TaskWord version(int version) {
    return {"version", std::to_string(version)};
  }
  [[nodiscard]] static TaskWord count(std::int64_t count) {
    return {"count", std::to_string(count)};
  }
  /// A moment, as clocks in Korea show it.
  [[nodiscard]] static TaskWord until(model::Instant at);
  /// What a portal printed, cut short. Seven digits in a row or more, blanks and dashes between
  /// them or not, become "#": no number of a card or an account gets through.
  [[nodiscard]] static TaskWord printed(std::string_view text);
  /// The name of a field or of a set of templates, from site.toml.
  [[nodiscard]] static TaskWord named(std::string_view name);

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  TaskWord(std::string place, std::string text)
      : place_(std::move(place)), text_(std::move(text)) {}
  std::string place_;
  std::string text_;
};

/// What a task is about: two calls of one kind about the same are one task. Never a slice.
class TaskSubject {
 public:
  [[nodiscard]] static TaskSubject store() { return TaskSubject("store"); }
  [[nodiscard]] static TaskSubject site(const model::SiteId& site);
  [[nodiscard]] static TaskSubject ledger(const model::SiteId& site, model::Ledger ledger);
  [[nodiscard]] static TaskSubject account(const model::AccountKey& account);
  [[nodiscard]] static TaskSubject merchant(const model::MerchantId& merchant);
  [[nodiscard]] static TaskSubject merchant(const model::MerchantId& merchant,
                                            const model::SiteId& site);
  [[nodiscard]] static TaskSubject exit(const model::ExitId& exit);
  /// A page that nobody knows, by its fingerprint.
  [[nodiscard]] static TaskSubject page(const model::SiteId& site, std::string_view fingerprint);
  /// A printed text that no map of the site knows.
  [[nodiscard]] static TaskSubject value(const model::SiteId& site, model::Ledger ledger,
                                         std::string_view field, std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const TaskSubject&, const TaskSubject&) = default;

 private:
  explicit TaskSubject(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The kind of a cause: a failure class, or a word of the program.
class TaskKind {
 public:
  explicit TaskKind(model::FailureClass failure) : name_(model::name_of(failure)) {}
  consteval explicit TaskKind(const char* name) : name_(name) {}
  [[nodiscard]] constexpr std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

}  // namespace vancrawl::storage
