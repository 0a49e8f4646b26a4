#include "storage/deliveries.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kFirstWait{30};
constexpr std::chrono::seconds kLongestWait{3600};
constexpr std::chrono::hours kToldAfterwards{24};

struct Untold {
  std::int64_t task = 0;
  std::string body;
};

std::vector<Untold> untold(Connection& connection, const std::string& channel, model::Instant now) {
  std::vector<Untold> found;
  auto rows = connection.ask(
      "SELECT id, kind, about, english, korean, since FROM task t WHERE loud = 1 "
      "AND (closed_at IS NULL OR closed_at >= ?2) AND NOT EXISTS "
      "(SELECT 1 FROM delivery d WHERE d.channel = ?1 AND d.task = t.id) ORDER BY id",
      channel, now - kToldAfterwards);
  while (rows.step()) {
    const Json body = {{"what", "task"},
                       {"task", rows.integer(0)},
                       {"kind", rows.text(1)},
                       {"about", rows.text(2)},
                       {"english", rows.text(3)},
                       {"korean", rows.text(4)},
                       {"since", model::to_iso(rows.instant(5))}};
    found.push_back({rows.integer(0), body.dump()});
  }
  return found;
}

void insert(Connection& connection, const std::string& channel, std::optional<std::int64_t> task,
            const std::string& body, model::Instant now) {
  connection.run(
      "INSERT INTO delivery(channel, task, body, made_at, due, tries, fault) "
      "VALUES (?1, ?2, ?3, ?4, ?4, 0, '')",
      channel, task, body, now);
}

}  // namespace

void fill_outbox(Transaction& transaction, const std::vector<std::string>& channels,
                 model::Instant now) {
  auto& connection = transaction.connection();
  for (const auto& channel : channels) {
    for (const auto& one : untold(connection, channel, now)) {
      insert(connection, channel, one.task, one.body, now);
    }
  }
}

void put_in_outbox(Transaction& transaction, const std::vector<std::string>& channels,
                   const std::string& body, model::Instant now) {
  for (const auto& channel : channels) {
    insert(transaction.connection(), channel, std::nullopt, body, now);
  }
}

std::vector<Delivery> due_deliveries(View& view, model::Instant now) {
  std::vector<Delivery> found;
  auto rows = view.connection().ask(
      "SELECT id, channel, body, tries FROM delivery WHERE delivered_at IS NULL AND due <= ? "
      "ORDER BY id LIMIT 100",
      now);
  while (rows.step()) {
    found.push_back({DeliveryId(rows.integer(0)), rows.text(1), rows.text(2),
                     static_cast<int>(rows.integer(3))});
  }
  return found;
}

std::optional<model::Instant> next_delivery(View& view) {
  auto row = view.connection().ask("SELECT min(due) FROM delivery WHERE delivered_at IS NULL");
  if (!row.step()) return std::nullopt;
  return row.instant_if(0);
}

void note_delivered(Transaction& transaction, DeliveryId id, model::Instant now) {
  transaction.connection().run(
      "UPDATE delivery SET delivered_at = ?2, tries = tries + 1, fault = '' WHERE id = ?1", id,
      now);
}

void note_undelivered(Transaction& transaction, DeliveryId id, const std::string& fault,
                      model::Instant now) {
  auto& connection = transaction.connection();
  auto row = connection.ask("SELECT tries FROM delivery WHERE id = ?", id);
  const auto tries = row.step() ? std::min<std::int64_t>(row.integer(0), 20) : 0;
  const auto wait = std::min(kLongestWait, kFirstWait * (std::int64_t{1} << tries));
  connection.run("UPDATE delivery SET tries = tries + 1, fault = ?2, due = ?3 WHERE id = ?1", id,
                 fault, now + wait);
}

void store_report(Transaction& transaction, const MorningReport& report) {
  transaction.connection().run(
      "INSERT OR REPLACE INTO morning_report(date, made_at, body) VALUES (?, ?, ?)", report.date,
      report.made_at, report.body);
}

std::optional<MorningReport> last_report(View& view) {
  auto row = view.connection().ask(
      "SELECT date, made_at, body FROM morning_report ORDER BY made_at DESC LIMIT 1");
  if (!row.step()) return std::nullopt;
  return MorningReport{row.date(0), row.instant(1), row.text(2)};
}

}  // namespace vancrawl::storage
