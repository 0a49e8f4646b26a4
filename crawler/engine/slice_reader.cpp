#include "crawler/engine/slice_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitFailure;

/// Grows with every change of crawler/page that could read the same bytes otherwise.
constexpr std::string_view kParserVersion = "page-1";

/// A card company that is loaded later than this after a day became final was never seen.
constexpr std::chrono::hours kCompaniesAreLoaded{72};

/// Every row must lie under the day that was asked: a portal that ignores the date shows itself.
void check_dates(const model::LedgerRows& rows, model::BusinessDate date) {
  std::visit(
      [&](const auto& list) {
        for (const auto& row : list) {
          if (row.date == date) continue;
          throw VisitFailure(
              FailureClass::kIdentityViolation,
              fmt::format("asked for {}, a row is of {}", date.iso(), row.date.iso()));
        }
      },
      rows);
}

/// What the portal printed: on the summary, else on the listing. Where neither prints how many rows
/// there are, the count that stands in the rows themselves is the portal's word.
model::ControlTotals totals_of(const site_api::ScopeReading& reading) {
  auto totals = reading.summary ? reading.summary->totals : reading.listing.reading.totals;
  const bool counted = std::ranges::any_of(totals, [](const model::ControlTotal& total) {
    return total.measure == model::Measure::kCount;
  });
  const auto& count = reading.listing.reading.total_count;
  if (counted || !count) return totals;
  return sum_of(totals, {{model::TotalKind::kNet, model::Measure::kCount, *count}});
}

/// What the page repeats must be what was asked: a portal that ignores the day or the scope answers
/// another question.
void check_echoes(const site_api::ScopeReading& reading, const model::SliceKey& key,
                  const Scope& scope) {
  for (const auto* page :
       {&reading.listing.reading, reading.summary ? &*reading.summary : nullptr}) {
    if (page == nullptr) continue;
    if (page->echoed_date.value_or(key.date) != key.date) {
      throw VisitFailure(FailureClass::kIdentityViolation,
                         fmt::format("asked for {}, the page answers for {}", key.date.iso(),
                                     page->echoed_date->iso()));
    }
    if (page->echoed_scope.value_or(scope.id) != scope.id) {
      throw VisitFailure(FailureClass::kIdentityViolation,
                         fmt::format("asked for scope {}, the page answers for {}", scope.id.text(),
                                     page->echoed_scope->text()));
    }
  }
}

/// Marker, zero total, and the echo of the asked day and scope: all of them, or it is not empty.
std::optional<std::string> why_not_empty(const site_api::ScopeReading& reading,
                                         const model::SliceKey& key, const Scope& scope) {
  const auto& page = reading.summary ? *reading.summary : reading.listing.reading;
  if (!page.empty_marker_seen || !reading.listing.reading.empty_marker_seen) return "no_marker";
  if (page.totals.empty() || !model::all_zero(page.totals)) return "no_zero_total";
  if (page.echoed_date != key.date || page.echoed_scope != scope.id) return "no_echo";
  return std::nullopt;
}

}  // namespace

SliceReader::SliceReader(model::Clock& clock, const session::SiteBook& book,
                         const site_api::Site& flow, session::Conversation& conversation,
                         EvidenceList& evidence, const storage::Merchant& merchant,
                         std::vector<Scope> scopes, const storage::ClaimedJob& job)
    : clock_(clock),
      book_(book),
      flow_(flow),
      conversation_(conversation),
      evidence_(evidence),
      merchant_(merchant),
      scopes_(std::move(scopes)),
      job_(job) {
  std::ranges::sort(scopes_, {}, &Scope::id);
}

boost::asio::awaitable<std::vector<Scope>> SliceReader::scopes_shown(
    session::Conversation& conversation, EvidenceList& evidence,
    const storage::Merchant& merchant) {
  evidence.start();
  session::ReadingVisit visit(conversation, {});
  auto list = co_await visit.list("scopes", {});
  auto scopes = scopes_for(list.reading, merchant);
  evidence.keep_for_all();
  co_return scopes;
}

std::string SliceReader::parser_version() const {
  auto version = fmt::format("{} {}", kParserVersion, book_.revision);
  for (const auto& scope : scopes_) version += " " + scope.id.text();
  return version;
}

std::vector<model::ScopeId> SliceReader::scope_ids() const {
  std::vector<model::ScopeId> ids;
  for (const auto& scope : scopes_) ids.push_back(scope.id);
  return ids;
}

boost::asio::awaitable<std::vector<SliceReader::ScopePart>> SliceReader::collect(
    session::ReadingVisit& visit, const model::SliceKey& key) {
  std::vector<ScopePart> parts;
  totals_seen_.reset();
  std::optional<model::ControlTotals> seen = model::ControlTotals{};
  for (const auto& scope : scopes_) {
    visit.forget_totals();
    const bool is_last = parts.size() + 1 == scopes_.size();
    try {
      auto reading = co_await flow_.collect(visit, {key.ledger, key.date, scope.id});
      parts.push_back({scope, std::move(reading)});
    } catch (const VisitFailure&) {
      // The portal's totals are known even where its rows were not to be had; those of a listing
      // that was known by its bytes were not read, and a part of them would contradict the proof.
      if (is_last && seen && visit.totals()) totals_seen_ = sum_of(*seen, *visit.totals());
      throw;
    }
    if (!visit.totals()) seen.reset();
    if (seen) seen = sum_of(*seen, *visit.totals());
  }
  co_return parts;
}

boost::asio::awaitable<SliceReader::Read> SliceReader::read(model::SliceKey key,
                                                            std::optional<storage::PageMemo> memo) {
  evidence_.start();
  const auto began = clock_.now();
  const bool usable = memo && memo->parser_version == parser_version();
  session::ReadingVisit visit(conversation_,
                              usable ? memo->page_hashes : std::vector<std::string>());
  auto parts = co_await collect(visit, key);
  if (usable && visit.is_as_before()) {
    co_return storage::UnchangedRead{key, job_.id, job_.fence, began, clock_.now()};
  }
  for (auto& part : parts) {
    part.reading.listing = co_await visit.parse(std::move(part.reading.listing));
  }
  auto publication = assembled(key, std::move(parts), began);
  publication.memo = storage::PageMemo{parser_version(), visit.memo()};
  co_return publication;
}

/// A row stands in one scope: a portal that ignores the scope, or a group over other groups, would
/// double it under doubled totals.
void SliceReader::check_scopes_differ(const std::vector<ScopePart>& parts) {
  if (parts.size() < 2) return;
  auto rows = model::empty_rows(model::ledger_of(parts.front().reading.listing.reading.rows));
  std::size_t distinct_within = 0;
  for (const auto& part : parts) {
    auto own = part.reading.listing.reading.rows;
    distinct_within += model::remove_twins(own);
    model::append(rows, std::move(own));
  }
  if (model::remove_twins(rows) == distinct_within) return;
  throw VisitFailure(FailureClass::kIdentityViolation,
                     fmt::format("the same row stands in two of {} scopes", parts.size()));
}

storage::SlicePublication SliceReader::assembled(const model::SliceKey& key,
                                                 std::vector<ScopePart> parts,
                                                 model::Instant began) {
  storage::SlicePublication publication;
  publication.key = key;
  publication.job = job_.id;
  publication.fence = job_.fence;
  publication.rows = model::empty_rows(key.ledger);
  publication.scopes = scope_ids();
  publication.read_began = began;
  publication.observed_at = clock_.now();
  auto others = model::empty_rows(key.ledger);
  std::int64_t unassigned = 0;
  check_scopes_differ(parts);
  for (auto& part : parts) {
    check_echoes(part.reading, key, part.scope);
    const auto totals = totals_of(part.reading);
    publication.portal.printed = sum_of(publication.portal.printed, totals);
    check_dates(part.reading.listing.reading.rows, key.date);
    auto owned = split_by_owner(part.reading.listing.reading.rows, part.scope, merchant_);
    unassigned += owned.unassigned;
    model::append(publication.rows, std::move(owned.ours));
    model::append(others, std::move(owned.others));
    for (const auto& finding : part.reading.listing.reading.findings) {
      publication.findings.push_back(finding.text);
    }
    std::ranges::copy(part.reading.listing.reading.unmapped,
                      std::back_inserter(publication.unmapped));
  }
  publication.portal.others = measured_like(publication.portal.printed, others);
  if (const auto count = model::count_of(others); count > 0) {
    publication.findings.push_back(fmt::format("unassigned: {} rows", count));
  }
  model::number_occurrences(publication.rows);
  publication.verdict = verdict_of(publication, parts, unassigned);
  publication.is_soon_after_final =
      began < book_.facts.ledgers.at(key.ledger).final_at.of(key.date) + kCompaniesAreLoaded;
  publication.evidence = evidence_.take();
  return publication;
}

storage::SliceVerdict SliceReader::verdict_of(const storage::SlicePublication& publication,
                                              const std::vector<ScopePart>& parts,
                                              std::int64_t unassigned) const {
  const auto& facts = book_.facts.ledgers.at(publication.key.ledger);
  if (publication.read_began < facts.final_at.of(publication.key.date)) {
    return storage::ProvisionalRead{"early"};
  }
  if (unassigned > 0) return storage::ProvisionalRead{"rows_of_unknown_business"};
  for (const auto& part : parts) {
    const auto suspicious = std::ranges::find(part.reading.listing.reading.findings, true,
                                              &page::Finding::makes_provisional);
    if (suspicious != part.reading.listing.reading.findings.end()) {
      return storage::ProvisionalRead{"added_column"};
    }
  }
  bool all_empty = true;
  for (const auto& part : parts) {
    // No rows under totals that are not zero is for the proof to dispute, not an empty day.
    const bool sold = !model::all_zero(totals_of(part.reading));
    if (sold || part.reading.listing.reading.row_count() > 0) {
      all_empty = false;
      continue;
    }
    const auto why = why_not_empty(part.reading, publication.key, part.scope);
    if (why) return storage::ProvisionalRead{*why};
  }
  return storage::ProofCandidate{all_empty ? model::ProofGrade::kEmpty : facts.grade};
}

}  // namespace vancrawl::engine
