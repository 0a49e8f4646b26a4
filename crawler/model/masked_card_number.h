#pragma once

#include <array>
#include <compare>
#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/won.h"

namespace vancrawl::model {

/// At most the first six and the last four digits of a card number: there is no room for more, so
/// a whole number cannot be held. An unknown digit is '*'. Printed as "123456******7890".
class MaskedCardNumber {
 public:
  MaskedCardNumber() = default;

  /// Cuts whatever a portal printed (whole or masked, with blanks or dashes) to what may be kept.
  /// 8 to 19 places of digits, '*', 'X', 'x' or '●'; an empty text is an empty number.
  [[nodiscard]] static std::expected<MaskedCardNumber, ParseFault> cut(std::string_view text);

  [[nodiscard]] bool empty() const { return places_ == 0; }
  [[nodiscard]] std::string text() const;
  /// False only if a digit that both show differs. An empty number may be any.
  [[nodiscard]] bool may_be(const MaskedCardNumber& other) const;

  friend auto operator<=>(const MaskedCardNumber&, const MaskedCardNumber&) = default;

 private:
  std::array<char, 6> first_{};
  std::array<char, 4> last_{};
  unsigned char places_ = 0;
};

}  // namespace vancrawl::model
