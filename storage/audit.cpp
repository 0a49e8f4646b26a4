#include "storage/audit.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "storage/connection.h"
#include "storage/digest.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::string_view kColumns =
    "SELECT number, at, actor, action, about, detail, hash FROM audit ";

std::string hash_of(const AuditEntry& entry, const std::string& before) {
  std::string text;
  for (const auto& part :
       {before, std::to_string(entry.number), std::to_string(entry.at.time_since_epoch().count()),
        entry.actor, entry.action, entry.about, entry.detail}) {
    append_part(text, part);
  }
  return hash_text(text, kHashBytes);
}

AuditEntry entry_at(const Statement& row) {
  return {row.integer(0), row.instant(1),         row.text(2), row.text(3), row.text(4),
          row.text(5),    hex_digits(row.blob(6))};
}

/// The chain as it is walked: what the next entry must be.
class Walk {
 public:
  explicit Walk(std::span<const AuditHead> anchors) {
    for (const auto& anchor : anchors) anchors_.emplace(anchor.number, anchor.hash);
  }

  /// Why the entry is not what it was; empty if it is.
  std::string fault_of(const AuditEntry& entry) {
    if (entry.number != next_) {
      return fmt::format("entry {} is missing", next_);
    }
    if (hash_of(entry, hash_) != entry.hash) return "its hash is not that of its text";
    const auto [first, last] = anchors_.equal_range(entry.number);
    for (auto anchor = first; anchor != last; ++anchor) {
      if (anchor->second != entry.hash) return "the guard log holds another hash of it";
    }
    hash_ = entry.hash;
    ++next_;
    return {};
  }

  [[nodiscard]] std::int64_t next() const { return next_; }
  /// The highest entry that the guard log knows.
  [[nodiscard]] std::int64_t known_outside() const {
    return anchors_.empty() ? 0 : anchors_.rbegin()->first;
  }

 private:
  std::multimap<std::int64_t, std::string> anchors_;
  std::string hash_;
  std::int64_t next_ = 1;
};

}  // namespace

ActingFor::ActingFor(Transaction& transaction, const std::string& actor)
    : transaction_(transaction), before_(std::exchange(transaction.connection().actor, actor)) {}

ActingFor::~ActingFor() { transaction_.connection().actor = std::move(before_); }

void append_audit(Transaction& transaction, std::string_view action, const std::string& about,
                  const std::string& detail, model::Instant now) {
  auto& connection = transaction.connection();
  const auto head = audit_head(transaction);
  AuditEntry entry{head.number + 1, now, connection.actor, std::string(action), about, detail, {}};
  entry.hash = hash_of(entry, head.hash);
  connection.run(
      "INSERT INTO audit(number, at, actor, action, about, detail, hash) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      entry.number, entry.at, entry.actor, entry.action, entry.about, entry.detail,
      Blob{bytes_spelt(entry.hash)});
  connection.guard.note(GuardNotes::Urgency::kNow);
}

std::vector<AuditEntry> audit_entries(View& view, const AuditFilter& filter) {
  std::vector<AuditEntry> found;
  auto rows = view.connection().ask(
      std::string(kColumns) +
          "WHERE number > ?1 AND (?2 IS NULL OR about = ?2) ORDER BY number LIMIT ?3",
      filter.after, filter.about, filter.limit);
  while (rows.step()) found.push_back(entry_at(rows));
  return found;
}

AuditHead audit_head(View& view) {
  auto row = view.connection().ask(std::string(kColumns) + "ORDER BY number DESC LIMIT 1");
  if (!row.step()) return {};
  return {row.integer(0), hex_digits(row.blob(6))};
}

AuditCheck verify_audit(View& view, std::span<const AuditHead> anchors) {
  const OneState state(view);
  AuditCheck check;
  check.anchors = static_cast<std::int64_t>(anchors.size());
  Walk walk(anchors);
  auto rows = view.connection().ask(std::string(kColumns) + "ORDER BY number");
  while (rows.step()) {
    const auto entry = entry_at(rows);
    const auto next = walk.next();
    auto fault = walk.fault_of(entry);
    if (!fault.empty()) {
      check.first_break = AuditBreak{next, std::move(fault)};
      return check;
    }
    ++check.entries;
  }
  if (walk.known_outside() >= walk.next()) {
    check.first_break = AuditBreak{
        walk.next(),
        fmt::format("it is gone: the guard log knows entries up to {}", walk.known_outside())};
  }
  return check;
}

}  // namespace vancrawl::storage
