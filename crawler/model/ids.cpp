#include "crawler/model/ids.h"

#include <array>

#include "crawler/model/text.h"

namespace vancrawl::model {

bool is_business_number(const std::string& digits) {
  constexpr std::array<int, 9> kWeights = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  if (digits.size() != 10 || !all_digits(digits)) return false;
  int sum = (digits[8] - '0') * 5 / 10;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights.at(i) * (digits[i] - '0');
  return (10 - sum % 10) % 10 == digits[9] - '0';
}

}  // namespace vancrawl::model
