#include "storage/proof.h"

#include <algorithm>

#include <fmt/format.h>

namespace vancrawl::storage {
namespace {

using model::ControlTotals;
using model::Measure;
using model::TotalKind;

bool prints(const ControlTotals& totals, TotalKind kind, Measure measure) {
  return std::ranges::any_of(totals, [&](const model::ControlTotal& total) {
    return total.kind == kind && total.measure == measure;
  });
}

/// Every row stands in it: printed over all rows, or for sales and for cancels.
bool covers_all_rows(const ControlTotals& totals, Measure measure) {
  return prints(totals, TotalKind::kNet, measure) ||
         (prints(totals, TotalKind::kSale, measure) && prints(totals, TotalKind::kCancel, measure));
}

bool has_count(const ControlTotals& totals) { return covers_all_rows(totals, Measure::kCount); }

bool has_sum(const ControlTotals& totals) {
  return std::ranges::any_of(totals, [&](const model::ControlTotal& total) {
    return total.measure != Measure::kCount && total.measure != Measure::kSalesCount &&
           covers_all_rows(totals, total.measure);
  });
}

bool suffices(model::ProofGrade grade, const ControlTotals& printed) {
  switch (grade) {
    case model::ProofGrade::kTotals:
      return has_count(printed) && has_sum(printed);
    case model::ProofGrade::kCountOnly:
      return has_count(printed);
    case model::ProofGrade::kSumOnly:
      return has_sum(printed);
    case model::ProofGrade::kReread:
      return true;
    case model::ProofGrade::kEmpty:
      return !printed.empty();
    case model::ProofGrade::kAccepted:
      return false;  // persons give it, no read can claim it
  }
  __builtin_unreachable();
}

Judgement disputed(std::string reason) {
  return {model::SliceState::kDisputed, std::move(reason), model::FailureClass::kTotalsMismatch};
}

Judgement provisional(std::string reason) {
  return {model::SliceState::kProvisional, std::move(reason), std::nullopt};
}

std::int64_t value_in(const ControlTotals& totals, const model::ControlTotal& figure) {
  for (const auto& total : totals) {
    if (total.kind == figure.kind && total.measure == figure.measure) return total.value;
  }
  return 0;
}

bool agree(const PortalTotals& portal, const model::LedgerRows& rows) {
  return std::ranges::all_of(portal.printed, [&](const model::ControlTotal& figure) {
    const auto ours = model::measured(rows, figure.kind, figure.measure);
    return ours + value_in(portal.others, figure) == figure.value;
  });
}

std::string mismatch(const PortalTotals& portal, const model::LedgerRows& rows) {
  return fmt::format(
      "portal prints {}; rows give {}; rows of others {}", model::shown(portal.printed),
      model::shown(model::measured_like(portal.printed, rows)), model::shown(portal.others));
}

Judgement judge_empty(const ProofCandidate& candidate, const PortalTotals& portal) {
  // A day on which only other businesses sold is proved by the totals; a blank page is not.
  const bool others_sold = !model::all_zero(portal.others);
  const bool shown = candidate.grade == model::ProofGrade::kEmpty ||
                     candidate.grade == model::ProofGrade::kReread || others_sold;
  if (!shown) return provisional("no rows, and the portal did not say that there are none");
  return {model::SliceState::kEmpty, {}, std::nullopt};
}

}  // namespace

Judgement judge(const ProofCandidate& candidate, const PortalTotals& portal,
                const model::LedgerRows& rows) {
  const bool is_empty = model::count_of(rows) == 0;
  if (candidate.grade == model::ProofGrade::kEmpty &&
      (!is_empty || !model::all_zero(portal.printed))) {
    return disputed("the portal says that there are no rows, and lists or counts some");
  }
  if (!agree(portal, rows)) return disputed(mismatch(portal, rows));
  if (!suffices(candidate.grade, portal.printed)) {
    return provisional(fmt::format("the portal printed too little for grade {}: {}",
                                   model::name_of(candidate.grade), model::shown(portal.printed)));
  }
  if (is_empty) return judge_empty(candidate, portal);
  return {model::SliceState::kComplete, {}, std::nullopt};
}

std::vector<std::string> rows_that_do_not_add_up(const model::LedgerRows& rows) {
  std::vector<std::string> sentences;
  const auto* const acquisitions = std::get_if<std::vector<model::AcquisitionRecord>>(&rows);
  if (!acquisitions) return sentences;
  for (const auto& row : *acquisitions) {
    if (row.adds_up()) continue;
    sentences.push_back(fmt::format("payout {} is not gross {} - fee {} - VAT {} ({}, approval {})",
                                    model::with_commas(row.payout),
                                    model::with_commas(row.signed_gross()),
                                    model::with_commas(row.fee), model::with_commas(row.vat),
                                    row.card_company, row.approval_number));
  }
  return sentences;
}

bool too_many(std::size_t broken, std::size_t rows) {
  return broken > std::max<std::size_t>(3, rows / 100);
}

bool figures_differ(const PortalTotals& stood, const PortalTotals& seen, bool knows_others) {
  return std::ranges::any_of(seen.printed, [&](const model::ControlTotal& figure) {
    if (!prints(stood.printed, figure.kind, figure.measure)) return false;
    auto before = value_in(stood.printed, figure);
    auto after = figure.value;
    if (knows_others) {
      before -= value_in(stood.others, figure);
      after -= value_in(seen.others, figure);
    }
    return before != after;
  });
}

bool removes_much(std::int64_t vanished, std::int64_t standing) {
  return vanished > 2 && vanished * 100 > standing * 2;
}

}  // namespace vancrawl::storage
