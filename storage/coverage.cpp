#include "storage/coverage.h"

#include <map>
#include <tuple>

#include "storage/basis.h"
#include "storage/connection.h"
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

CoverageLine never_read(const model::SliceKey& key) {
  CoverageLine line;
  line.key = key;
  line.why_open = "never read";
  return line;
}

/// By merchant, date, site and ledger.
auto place_of(const model::SliceKey& key) {
  return std::tuple(key.merchant, key.date, key.site, key.ledger);
}
using Lines = std::map<decltype(place_of(model::SliceKey())), CoverageLine>;

void add_expected(Lines& lines, const Consent& consent, const CoverageAsk& ask) {
  for (const auto date : ask.dates.days()) {
    for (const auto ledger : consent.ledgers) {
      if (!consent.covers(ledger, date)) continue;
      if (ask.offers && !ask.offers(consent.site, ledger)) continue;
      const model::SliceKey key{consent.merchant, consent.site, ledger, date};
      lines.try_emplace(place_of(key), never_read(key));
    }
  }
}

}  // namespace

std::vector<CoverageLine> coverage(View& view, const CoverageAsk& ask) {
  const OneState state(view);
  Lines lines;
  for (const auto& slice : slices(view, {ask.merchant, std::nullopt, std::nullopt, ask.dates})) {
    lines.emplace(place_of(slice.key), line_of(slice));
  }
  for (const auto& consent : consents(view)) {
    if (ask.merchant && consent.merchant != *ask.merchant) continue;
    if (consent.is_in_force(ask.now)) add_expected(lines, consent, ask);
  }
  BasesByMerchant bases(view);
  std::vector<CoverageLine> found;
  for (auto& [place, line] : lines) {
    line.settles = !line.is_open() && bases.of(line.key.merchant).may_count(line.key);
    found.push_back(std::move(line));
  }
  return found;
}

}  // namespace vancrawl::storage
