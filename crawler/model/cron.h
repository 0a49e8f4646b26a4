#pragma once

#include <bitset>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/model/instant.h"
#include "crawler/model/won.h"

namespace vancrawl::model {

/// When something is done again and again: five fields (minute, hour, day of the month, month, day
/// of the week) read by the clocks of a time zone. A field is * or a list of numbers, ranges and
/// steps: "0,30", "9-17", "*/15", "10-50/20"; months and days of the week also by name ("jan",
/// "mon-fri"; 0 and 7 are Sunday). With both days given, either is enough.
///
/// Each minute that the clocks show fires once: one that they show twice (clocks set back) the
/// first time, one that they skip (clocks set forward) at the first moment after the gap.
class Cron {
 public:
  /// The fault names the field, what stood there and what is allowed.
  [[nodiscard]] static std::expected<Cron, ParseFault> parse(std::string_view expression,
                                                             const std::string& zone);

  /// The first moment later than `after` at which it fires.
  [[nodiscard]] Instant next_after(Instant after) const;

  [[nodiscard]] const std::string& expression() const { return expression_; }
  [[nodiscard]] const std::string& zone() const { return zone_; }

 private:
  Cron() = default;
  [[nodiscard]] std::optional<Instant> search(Instant after) const;
  [[nodiscard]] bool is_on(unsigned month, unsigned day, unsigned weekday) const;

  std::string expression_;
  std::string zone_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<8> weekdays_;
  bool any_day_ = true;
  bool any_weekday_ = true;
};

}  // namespace vancrawl::model
