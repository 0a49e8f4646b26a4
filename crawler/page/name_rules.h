#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

/// What is done with a named value; several may be set.
enum NameFlag : std::uint8_t {
  kNoFlag = 0,
  kDropped = 1,
  kCard = 2,
  kAccount = 4,
  kExempt = 8,
  kFreeText = 16
};
using NameFlags = std::uint8_t;

/// The rules of one site by name: ASCII letters without case, narrowed, runs of blanks as one.
class NameRules {
 public:
  explicit NameRules(const ScrubRules& rules);

  /// Flags of a name that has no blanks at its ends (a JSON key, a form name).
  [[nodiscard]] NameFlags flags_of(std::string_view name) const;
  /// Flags of a header text as printed.
  [[nodiscard]] NameFlags flags_of_header(std::string_view text) const;

 private:
  struct Entry {
    std::string name;
    NameFlags flags = kNoFlag;
  };

  void add(const std::vector<std::string>& names, NameFlag flag);
  [[nodiscard]] std::size_t slot_of(std::string_view folded) const;

  std::vector<Entry> entries_;
  std::vector<std::uint16_t> slots_;  // index + 1 into entries_, 0 = free; a power of two long
};

/// Narrowed, runs of blanks as one, ASCII letters in lower case.
[[nodiscard]] std::string folded_name(std::string_view text);

/// The value of a declared field as it may be kept: BIN6 + last4 of a card (empty if it does not
/// cut), the last four places of an account, nothing of what is dropped. Idempotent.
[[nodiscard]] std::string kept_of(std::string_view value, NameFlags flags);
[[nodiscard]] std::string last_four(std::string_view account);

}  // namespace vancrawl::page
