#include "storage/sightings.h"

#include <algorithm>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

constexpr int kPadsLookedAt = 30;
constexpr int kMerchantsInARow = 3;

/// Kinds of an account's or a site's open tasks by its subject; left to a person are none of them.
void close_kind(Transaction& transaction, std::string_view kind, const TaskSubject& about,
                const Wording& by, model::Instant now) {
  transaction.connection().run(
      "UPDATE task SET closed_at = ?3, closed_by = ?4, closing_note = '' "
      "WHERE kind = ?1 AND about = ?2 AND closed_at IS NULL AND ends_by_person = 0",
      kind, about.text(), now, by.english());
}

}  // namespace

Sighted note_sighting(Transaction& transaction, const TaskCause& cause,
                      const model::MerchantId& merchant, std::chrono::seconds remembered,
                      model::Instant now) {
  auto& connection = transaction.connection();
  connection.run("DELETE FROM sighting WHERE kind = ? AND about = ? AND last_at < ?",
                 cause.kind.name(), cause.about.text(), now - remembered);
  connection.run(
      "INSERT INTO sighting(kind, about, merchant, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?4) "
      "ON CONFLICT(kind, about, merchant) DO UPDATE SET last_at = max(last_at, ?4)",
      cause.kind.name(), cause.about.text(), merchant, now);
  auto row =
      connection.ask("SELECT count(*), min(first_at) FROM sighting WHERE kind = ? AND about = ?",
                     cause.kind.name(), cause.about.text());
  if (!row.step()) return {0, now};
  return {static_cast<int>(row.integer(0)), row.instant(1)};
}

void clear_sightings(Transaction& transaction, const TaskSubject& about,
                     const model::MerchantId& merchant, const Wording& by, model::Instant now) {
  auto& connection = transaction.connection();
  std::vector<std::string> kinds;
  {
    auto rows = connection.ask("SELECT kind FROM sighting WHERE about = ? AND merchant = ?",
                               about.text(), merchant);
    while (rows.step()) kinds.push_back(rows.text(0));
  }
  if (kinds.empty()) return;
  connection.run("DELETE FROM sighting WHERE about = ? AND merchant = ?", about.text(), merchant);
  for (const auto& kind : kinds) {
    auto others =
        connection.ask("SELECT 1 FROM sighting WHERE kind = ? AND about = ?", kind, about.text());
    if (!others.step()) close_kind(transaction, kind, about, by, now);
  }
}

void clear_causes(Transaction& transaction, std::span<const TaskCause> causes, const Wording& by,
                  model::Instant now) {
  for (const auto& cause : causes) {
    transaction.connection().run("DELETE FROM sighting WHERE kind = ? AND about = ?",
                                 cause.kind.name(), cause.about.text());
    close_kind(transaction, cause.kind.name(), cause.about, by, now);
  }
}

void close_about(Transaction& transaction, const TaskSubject& about, const Wording& by,
                 model::Instant now) {
  transaction.connection().run("DELETE FROM sighting WHERE about = ?", about.text());
  transaction.connection().run(
      "UPDATE task SET closed_at = ?2, closed_by = ?3, closing_note = '' "
      "WHERE about = ?1 AND closed_at IS NULL AND ends_by_person = 0",
      about.text(), now, by.english());
}

bool PadRecord::is_too_bad() const {
  return refused * 5 > kPadsLookedAt || merchants_refused_in_a_row >= kMerchantsInARow;
}

PadRecord note_pad(Transaction& transaction, const model::SiteId& site,
                   const model::MerchantId& merchant, bool refused) {
  auto& connection = transaction.connection();
  connection.run("INSERT INTO pad_dealt(site, merchant, refused) VALUES (?, ?, ?)", site, merchant,
                 refused);
  connection.run(
      "DELETE FROM pad_dealt WHERE site = ?1 AND id NOT IN "
      "(SELECT id FROM pad_dealt WHERE site = ?1 ORDER BY id DESC LIMIT ?2)",
      site, kPadsLookedAt);
  PadRecord record;
  bool in_a_row = true;
  std::vector<std::string> merchants;
  auto rows = connection.ask(
      "SELECT merchant, refused FROM pad_dealt WHERE site = ? ORDER BY id DESC", site);
  while (rows.step()) {
    const bool was_refused = rows.integer(1) != 0;
    ++record.dealt;
    record.refused += was_refused ? 1 : 0;
    in_a_row = in_a_row && was_refused;
    const auto name = rows.text(0);
    if (in_a_row && std::ranges::find(merchants, name) == merchants.end()) {
      merchants.push_back(name);
    }
  }
  record.merchants_refused_in_a_row = static_cast<int>(merchants.size());
  return record;
}

void forget_pads(Transaction& transaction, const model::SiteId& site) {
  transaction.connection().run("DELETE FROM pad_dealt WHERE site = ?", site);
}

}  // namespace vancrawl::storage
