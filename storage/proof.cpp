#include "storage/proof.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "storage/canonical_rows.h"
#include "storage/replays.h"

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

std::string portal_text(model::FailureClass failure, const std::string& detail) {
  return detail.empty() ? std::string(model::name_of(failure))
                        : fmt::format("{}: {}", model::name_of(failure), detail);
}

/// A text that decides money or direction and stands in no map leaves the slice unproved.
std::optional<std::string> why_undecided(const SlicePublication& run) {
  const auto found = std::ranges::find(run.unmapped, true, &model::UnmappedText::decides);
  if (found == run.unmapped.end()) return std::nullopt;
  return fmt::format("unknown_value: {} \"{}\" is not in the map", found->field,
                     model::excerpt(found->text, 40));
}

Judgement said(const SliceVerdict& verdict) {
  if (const auto* const read = std::get_if<ProvisionalRead>(&verdict)) {
    return {model::SliceState::kProvisional, read->reason, std::nullopt};
  }
  if (const auto* const read = std::get_if<DisputedRead>(&verdict)) {
    return {model::SliceState::kDisputed, read->reason, model::FailureClass::kTotalsMismatch};
  }
  const auto& missed = std::get<MissedRead>(verdict);
  return {model::SliceState::kMissing, portal_text(missed.failure, missed.detail), missed.failure};
}

}  // namespace

Judgement judged_alone(const SlicePublication& run, const model::LedgerRows& rows,
                       std::vector<std::string>& findings) {
  const auto* const candidate = std::get_if<ProofCandidate>(&run.verdict);
  if (!candidate) return said(run.verdict);
  const auto unknown = why_undecided(run);
  auto judgement = unknown ? Judgement{model::SliceState::kProvisional, *unknown,
                                       model::FailureClass::kUnknownValue}
                           : judge(*candidate, run.portal, rows);
  auto broken = rows_that_do_not_add_up(rows);
  if (judgement.proves() && too_many(broken.size(), model::count_of(rows))) {
    judgement = {model::SliceState::kDisputed,
                 fmt::format("{} rows whose payout does not add up", broken.size()),
                 model::FailureClass::kIdentityViolation};
  }
  std::ranges::move(broken, std::back_inserter(findings));
  return judgement;
}

ReadOutcome outcome_of(const SlicePublication& read) {
  std::vector<std::string> findings;
  const CanonicalRows rows(read.rows);
  auto judgement = judged_alone(read, rows.rows(), findings);
  return {judgement.state, std::move(judgement.reason), judgement.failure};
}

bool is_about_standing_proof(std::string_view reason) {
  return reason.starts_with("read_not_later:") || reason.starts_with("scope_shrank:") ||
         reason.starts_with("removal_unconfirmed:") || reason.starts_with("card_company_absent:") ||
         reason.starts_with("identity_violation: id ");
}

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
