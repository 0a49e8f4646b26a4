#include "storage/unmapped.h"

#include "storage/columns.h"

namespace vancrawl::storage {
namespace {

// Of the columns beside max() SQLite takes the row that holds the maximum.
constexpr std::string_view kEntries =
    "SELECT s.site, s.ledger, u.field, u.text, u.decides, count(*), s.merchant, max(s.date), "
    "(SELECT max(seen_at) FROM unmapped v JOIN slice t ON t.id = v.slice WHERE t.site = s.site "
    "AND t.ledger = s.ledger AND v.field = u.field AND v.text = u.text) "
    "FROM unmapped u JOIN slice s ON s.id = u.slice "
    "GROUP BY s.site, s.ledger, u.field, u.text, u.decides "
    "ORDER BY u.decides DESC, s.site, s.ledger, u.field, u.text";

}  // namespace

std::vector<UnmappedEntry> unmapped_texts(View& view) {
  std::vector<UnmappedEntry> entries;
  auto rows = view.connection().ask(kEntries);
  while (rows.step()) {
    UnmappedEntry entry;
    entry.site = model::SiteId(rows.text(0));
    entry.ledger = stored(model::parse_ledger(rows.view(1)));
    entry.text = {rows.text(2), rows.text(3), rows.integer(4) != 0};
    entry.slices = rows.integer(5);
    entry.example = {model::MerchantId(rows.text(6)), entry.site, entry.ledger, rows.date(7)};
    entry.last_seen = rows.instant(8);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace vancrawl::storage
