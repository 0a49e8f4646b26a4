#include "storage/exit_states.h"

#include "storage/connection.h"

namespace vancrawl::storage {

void save_exit_states(Transaction& transaction, const model::ExitId& exit,
                      std::span<const ExitState> states) {
  auto& connection = transaction.connection();
  connection.run("DELETE FROM exit_state WHERE exit = ?", exit);
  for (const auto& state : states) {
    connection.run(
        "INSERT INTO exit_state(exit, site, why, since, until, rests, spared) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        exit, state.site, state.why, state.since, state.until, state.rests, state.is_spared);
  }
}

std::vector<ExitState> exit_states(View& view) {
  std::vector<ExitState> states;
  auto rows = view.connection().ask(
      "SELECT exit, site, why, since, until, rests, spared FROM exit_state "
      "ORDER BY exit, site, why");
  while (rows.step()) {
    states.push_back({model::ExitId(rows.text(0)), model::SiteId(rows.text(1)), rows.text(2),
                      rows.instant(3), rows.instant(4), static_cast<int>(rows.integer(5)),
                      rows.integer(6) != 0});
  }
  return states;
}

int forget_exit_states(Transaction& transaction, model::Instant before) {
  auto& connection = transaction.connection();
  int count = 0;
  {
    auto row = connection.ask("SELECT count(*) FROM exit_state WHERE until < ?", before);
    if (row.step()) count = static_cast<int>(row.integer(0));
  }
  connection.run("DELETE FROM exit_state WHERE until < ?", before);
  return count;
}

void add_exit_usage(Transaction& transaction, const ExitDay& carried) {
  transaction.connection().run(
      "INSERT INTO exit_usage(exit, day, requests, bytes) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT(exit, day) DO UPDATE SET requests = requests + ?3, bytes = bytes + ?4",
      carried.exit, carried.day, carried.requests, carried.bytes);
}

std::vector<ExitDay> exit_usage(View& view, const model::DateRange& days) {
  std::vector<ExitDay> all;
  auto rows = view.connection().ask(
      "SELECT exit, day, requests, bytes FROM exit_usage WHERE day BETWEEN ? AND ? "
      "ORDER BY exit, day",
      days.first, days.last);
  while (rows.step()) {
    all.push_back({model::ExitId(rows.text(0)), rows.date(1), rows.integer(2), rows.integer(3)});
  }
  return all;
}

}  // namespace vancrawl::storage
