#include "storage/cut_doubt.h"

#include <fmt/format.h>

#include "storage/audit.h"
#include "storage/connection.h"
#include "storage/guard_lines.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kDoubted = "cuts in doubt";
constexpr std::string_view kSettled = "cuts settled";

}  // namespace

std::string_view name_of(SettleAnswer answer) {
  switch (answer) {
    case SettleAnswer::kSettled:
      return "settled";
    case SettleAnswer::kNotInDoubt:
      return "not_in_doubt";
    case SettleAnswer::kIncomplete:
      return "incomplete";
  }
  __builtin_unreachable();
}

std::optional<CutDoubt> cuts_in_doubt(View& view) {
  // The audit log is what a restore cannot quietly change: the last word in it counts.
  auto row = view.connection().ask(
      "SELECT action, at, detail FROM audit WHERE action IN (?, ?) ORDER BY number DESC LIMIT 1",
      kDoubted, kSettled);
  if (!row.step() || row.view(0) != kDoubted) return std::nullopt;
  return CutDoubt{row.instant(1), row.text(2)};
}

void doubt_cuts(Transaction& transaction, const std::string& why, model::Instant now) {
  append_audit(transaction, kDoubted, "store", why, now);
}

SettleAnswer settle_cuts(Transaction& transaction, const std::string& person,
                         const std::string& reason, model::Instant now) {
  if (person.empty() || reason.empty()) return SettleAnswer::kIncomplete;
  if (!cuts_in_doubt(transaction)) return SettleAnswer::kNotInDoubt;
  append_audit(transaction, kSettled, "store", fmt::format("by {}: {}", person, reason), now);
  note_cuts_settled(transaction, person, now);
  return SettleAnswer::kSettled;
}

}  // namespace vancrawl::storage
