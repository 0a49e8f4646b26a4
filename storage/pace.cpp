#include "storage/pace.h"

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

PaceMark mark_at(const Statement& row) {
  return {model::SiteId(row.text(0)), row.instant(1), row.instant(2), row.instant(3),
          std::chrono::milliseconds(row.integer(4))};
}

}  // namespace

void save_pace(Transaction& transaction, const PaceMark& mark) {
  transaction.connection().run(
      "INSERT OR REPLACE INTO pace(site, taken_until, login_taken_until, held_until, gap) "
      "VALUES (?, ?, ?, ?, ?)",
      mark.site, mark.taken_until, mark.login_taken_until, mark.held_until,
      std::int64_t{mark.gap.count()});
}

std::vector<PaceMark> pace_marks(View& view) {
  std::vector<PaceMark> marks;
  auto rows = view.connection().ask(
      "SELECT site, taken_until, login_taken_until, held_until, gap FROM pace ORDER BY site");
  while (rows.step()) marks.push_back(mark_at(rows));
  return marks;
}

std::optional<PaceMark> pace_mark(View& view, const model::SiteId& site) {
  for (auto& mark : pace_marks(view)) {
    if (mark.site == site) return mark;
  }
  return std::nullopt;
}

}  // namespace vancrawl::storage
