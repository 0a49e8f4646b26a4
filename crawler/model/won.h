#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace vancrawl::model {

/// Why a text is not a value: what was seen and what would be allowed. Never holds a secret.
struct ParseFault {
  std::string seen;
  std::string allowed;

  [[nodiscard]] std::string message() const;
};

/// An amount of Korean won. Whole won only; negative where a column is signed.
class Won {
 public:
  constexpr Won() = default;
  constexpr explicit Won(std::int64_t krw) : krw_(krw) {}

  [[nodiscard]] constexpr std::int64_t value() const { return krw_; }
  [[nodiscard]] constexpr Won magnitude() const { return Won(krw_ < 0 ? -krw_ : krw_); }
  [[nodiscard]] constexpr bool is_negative() const { return krw_ < 0; }

  friend constexpr Won operator+(Won a, Won b) { return Won(a.krw_ + b.krw_); }
  friend constexpr Won operator-(Won a, Won b) { return Won(a.krw_ - b.krw_); }
  friend constexpr Won operator-(Won a) { return Won(-a.krw_); }
  constexpr Won& operator+=(Won other) {
    krw_ += other.krw_;
    return *this;
  }
  friend constexpr auto operator<=>(Won, Won) = default;

 private:
  std::int64_t krw_ = 0;
};

/// Reads an amount as Korean portals print it: thousands commas in their places, full-width digits,
/// NBSP and blanks around, 원 behind or ₩ in front, minus as - − – ▲ △ or parentheses. Decimals,
/// misplaced commas ("0,123" too), an empty text and more than 15 digits are faults, never 0.
[[nodiscard]] std::expected<Won, ParseFault> parse_won(std::string_view text);

/// Reads a count (digits with or without commas, full-width digits; 건 may follow). Never negative.
[[nodiscard]] std::expected<std::int64_t, ParseFault> parse_count(std::string_view text);

/// 1234567 -> "1,234,567"; for people only.
[[nodiscard]] std::string with_commas(Won amount);

}  // namespace vancrawl::model
