#include "storage/coverage.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "storage/basis.h"
#include "storage/connection.h"
#include "storage/consents.h"
#include "storage/directory.h"

namespace vancrawl::storage {
namespace {

std::string why_open(const SliceStatus& slice) {
  if (slice.challenged_by) {
    return "challenged: the portal's newer totals are " + model::shown(slice.challenged_by->portal);
  }
  if (slice.settles()) return {};
  return slice.reason.empty() ? std::string(model::name_of(slice.state)) : slice.reason;
}

CoverageLine line_of(const SliceStatus& slice) {
  CoverageLine line;
  line.key = slice.key;
  line.state = slice.state;
  line.why_open = why_open(slice);
  line.challenged = slice.challenged_by.has_value();
  if (!slice.proved) return line;
  line.grade = slice.proved->proof.grade;
  line.row_count = slice.proved->row_count;
  line.read_at = slice.proved->observed_at;
  return line;
}

std::string why_uncounted(View& view, const SettlementBasis& basis, const SliceStatus& slice) {
  std::string why;
  for (const auto& [company, rows] : rows_without_basis(view, basis, slice)) {
    why += fmt::format("{}{} rows{}{}", why.empty() ? "" : ", ", rows,
                       company.empty() ? "" : " of card company ", company);
  }
  return why.empty() ? why : why + ": no settlement basis counts them";
}

CoverageLine not_read(const model::SliceKey& key, std::string why) {
  CoverageLine line;
  line.key = key;
  line.why_open = std::move(why);
  return line;
}

/// By merchant, date, site and ledger.
auto place_of(const model::SliceKey& key) {
  return std::tuple(key.merchant, key.date, key.site, key.ledger);
}
using Lines = std::map<decltype(place_of(model::SliceKey())), CoverageLine>;

model::Instant end_of(const Consent& consent) {
  return std::min(consent.expires_at, consent.withdrawn_at.value_or(consent.expires_at));
}

bool is_offered(const CoverageAsk& ask, const model::SiteId& site, model::Ledger ledger) {
  return !ask.offers || ask.offers(site, ledger);
}

void add_expected(Lines& lines, const Consent& consent, const CoverageAsk& ask) {
  if (consent.granted_at > ask.now) return;
  const auto* const why = consent.is_in_force(ask.now)
                              ? "never read"
                              : "never read, and the consent that covered it has ended";
  for (const auto date : ask.dates.days()) {
    if (end_of(consent) <= date.starts_at()) continue;
    for (const auto ledger : consent.ledgers) {
      if (!consent.covers(ledger, date) || !is_offered(ask, consent.site, ledger)) continue;
      const model::SliceKey key{consent.merchant, consent.site, ledger, date};
      lines.try_emplace(place_of(key), not_read(key, why));
    }
  }
}

/// Merchants with their days of which a line stands.
using KnownDays = std::set<std::pair<model::MerchantId, model::BusinessDate>>;

void add_counted(Lines& lines, BasesByMerchant& bases, const CoverageAsk& ask) {
  KnownDays known;
  for (const auto& [place, line] : lines) known.emplace(line.key.merchant, line.key.date);
  for (const auto& [merchant, date] : known) {
    for (const auto ledger : model::kAllLedgers) {
      for (const auto& site : bases.of(merchant).sites_counted(ledger, date)) {
        if (!is_offered(ask, site, ledger)) continue;
        const model::SliceKey key{merchant, site, ledger, date};
        lines.try_emplace(place_of(key), not_read(key,
                                                  "not asked: no consent covered that day, and the "
                                                  "settlement basis counts this site"));
      }
    }
  }
}

NotAsked why_not_asked(const model::MerchantId& merchant, model::BusinessDate date,
                       const std::vector<Consent>& consents) {
  std::optional<model::Instant> last;
  bool all_withdrawn = true;
  for (const auto& consent : consents) {
    if (consent.merchant != merchant) continue;
    last = std::max(last, std::optional(end_of(consent)));
    all_withdrawn =
        all_withdrawn && consent.withdrawn_at && *consent.withdrawn_at <= date.starts_at();
  }
  if (!last) return {merchant, date, "not asked: no consent is recorded", true};
  if (!all_withdrawn) return {merchant, date, "not asked: no consent covered that day", true};
  return {merchant, date,
          "not asked: the consent was withdrawn on " + model::korean_date(*last).iso(), false};
}

}  // namespace

bool OpenDays::is_open() const {
  return !lines.empty() || std::ranges::any_of(not_asked, &NotAsked::is_open);
}

std::vector<CoverageLine> coverage(View& view, const CoverageAsk& ask) {
  const OneState state(view);
  Lines lines;
  BasesByMerchant bases(view);
  for (const auto& slice : slices(view, {ask.merchant, std::nullopt, std::nullopt, ask.dates})) {
    auto line = line_of(slice);
    if (!line.is_open()) line.why_open = why_uncounted(view, bases.of(slice.key.merchant), slice);
    lines.emplace(place_of(slice.key), std::move(line));
  }
  const auto granted = consents(view, ask.merchant);
  for (const bool in_force : {true, false}) {
    for (const auto& consent : granted) {
      if (consent.is_in_force(ask.now) == in_force) add_expected(lines, consent, ask);
    }
  }
  add_counted(lines, bases, ask);
  std::vector<CoverageLine> found;
  for (auto& [place, line] : lines) {
    line.settles = !line.is_open() && bases.of(line.key.merchant).may_count(line.key);
    found.push_back(std::move(line));
  }
  return found;
}

std::vector<NotAsked> days_not_asked(View& view, const CoverageAsk& ask,
                                     const std::vector<CoverageLine>& lines) {
  KnownDays known;
  for (const auto& line : lines) known.emplace(line.key.merchant, line.key.date);
  const auto granted = consents(view, ask.merchant);
  std::vector<NotAsked> found;
  for (const auto& one : merchants(view)) {
    if (ask.merchant && one.id != *ask.merchant) continue;
    for (const auto date : ask.dates.days()) {
      if (!known.contains({one.id, date})) found.push_back(why_not_asked(one.id, date, granted));
    }
  }
  return found;
}

OpenDays open_days(View& view, const CoverageAsk& ask) {
  const OneState state(view);
  OpenDays open;
  open.lines = coverage(view, ask);
  open.not_asked = days_not_asked(view, ask, open.lines);
  std::erase_if(open.lines, [](const CoverageLine& line) { return !line.is_open(); });
  return open;
}

}  // namespace vancrawl::storage
