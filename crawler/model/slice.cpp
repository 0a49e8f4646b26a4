#include "crawler/model/slice.h"

#include <fmt/format.h>

namespace vancrawl::model {

std::string to_text(const SliceKey& key) {
  return fmt::format("{} {} {} {}", key.merchant.text(), key.site.text(), name_of(key.ledger),
                     key.date.iso());
}

std::string_view name_of(ProofGrade grade) {
  switch (grade) {
    case ProofGrade::kTotals:
      return "totals";
    case ProofGrade::kCountOnly:
      return "count_only";
    case ProofGrade::kSumOnly:
      return "sum_only";
    case ProofGrade::kReread:
      return "reread";
    case ProofGrade::kEmpty:
      return "empty";
    case ProofGrade::kAccepted:
      return "accepted";
  }
  __builtin_unreachable();
}

std::expected<ProofGrade, ParseFault> parse_grade(std::string_view name) {
  for (const auto grade : {ProofGrade::kTotals, ProofGrade::kCountOnly, ProofGrade::kSumOnly,
                           ProofGrade::kReread, ProofGrade::kEmpty, ProofGrade::kAccepted}) {
    if (name == name_of(grade)) return grade;
  }
  return std::unexpected(ParseFault{
      std::string(name), "a proof grade (totals, count_only, sum_only, reread or empty)"});
}

std::string_view name_of(SliceState state) {
  switch (state) {
    case SliceState::kComplete:
      return "complete";
    case SliceState::kEmpty:
      return "empty";
    case SliceState::kProvisional:
      return "provisional";
    case SliceState::kDisputed:
      return "disputed";
    case SliceState::kMissing:
      return "missing";
  }
  __builtin_unreachable();
}

std::expected<SliceState, ParseFault> parse_state(std::string_view name) {
  for (const auto state : {SliceState::kComplete, SliceState::kEmpty, SliceState::kProvisional,
                           SliceState::kDisputed, SliceState::kMissing}) {
    if (name == name_of(state)) return state;
  }
  return std::unexpected(ParseFault{std::string(name), "a slice state"});
}

}  // namespace vancrawl::model
