#include "storage/recover.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/accounts.h"
#include "storage/attempt_rows.h"
#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/consents.h"
#include "storage/consumers.h"
#include "storage/cut_doubt.h"
#include "storage/digest.h"
#include "storage/guard_lines.h"
#include "storage/guard_memory.h"
#include "storage/read_models.h"

namespace vancrawl::storage {
namespace {

/// What the log holds beyond the store's own state; all of it if the two went different ways.
struct Unknown {
  GuardMemory memory;
  bool is_later = false;  ///< the store is a former state of what the log tells
};

Unknown unknown_to(View& view, const GuardPlace& place) {
  const auto stored = stored_guard_head(view);
  Unknown unknown;
  const auto find = [&](const GuardLine& line) {
    unknown.is_later = unknown.is_later || line.head == stored;
  };
  read_guard_log(place.file, find);
  read_guard_log(place.file, [&](const GuardLine& line) {
    if (!unknown.is_later || line.head.number > stored.number) unknown.memory.take(line);
  });
  return unknown;
}

std::string text_of(const model::AccountKey& account) {
  return account.realm + "/" + account.login_id;
}

/// Brings the store to what the log says, change by change.
class Merge {
 public:
  Merge(Transaction& transaction, const Unknown& unknown, model::Instant now, Recovery& recovery)
      : transaction_(transaction), unknown_(unknown), now_(now), recovery_(recovery) {}

  void run() {
    const auto key = fingerprint_key_name(transaction_);
    for (const auto& [key_of_guard, memory] : unknown_.memory.accounts()) {
      const model::AccountKey account{key_of_guard.realm, memory.login_id};
      const auto number = guarded_account_made(transaction_, account);
      for (const auto& [secret, about] : memory.secrets) {
        if (about.key == key) {
          merge_secret(account, number, secret, about);
        } else if (about.suspended || about.open) {
          hold(account, number, {model::FailureClass::kOneAttemptLeft, std::nullopt},
               "a secret was rejected under a key of fingerprints that is lost");
        }
      }
      merge_standing(account, number, memory);
    }
    for (const auto& withdrawal : unknown_.memory.withdrawals()) withdraw(withdrawal);
  }

 private:
  void tell(std::string sentence) { recovery_.sentences.push_back(std::move(sentence)); }

  void merge_secret(const model::AccountKey& account, std::int64_t number,
                    const std::string& secret, const SecretMemory& about) {
    const auto version = version_of(number, secret, about.version);
    auto& connection = transaction_.connection();
    auto row = connection.ask(
        "SELECT suspended_at IS NOT NULL FROM account_secret WHERE account = ? AND version = ?",
        number, version);
    const bool was_suspended = row.step() && row.integer(0) != 0;
    std::optional<std::string> why = about.suspended;
    if (!why && about.open) why = std::string(kUnresolved);
    if (why && !was_suspended) {
      connection.run(
          "UPDATE account_secret SET suspended_at = ?3, suspended_for = ?4 "
          "WHERE account = ?1 AND version = ?2",
          number, version, now_, *why);
      ++recovery_.suspended;
      tell(fmt::format("{}: secret version {} is suspended ({})", text_of(account), version, *why));
    }
    if (!why && about.in_use_from) put_in_use(account, number, version, *about.in_use_from);
    if (why || !was_suspended || !unknown_.is_later) return;
    connection.run(
        "UPDATE account_secret SET suspended_at = NULL, suspended_for = NULL "
        "WHERE account = ? AND version = ?",
        number, version);
    ++recovery_.freed;
    tell(fmt::format("{}: a person had confirmed secret version {}", text_of(account), version));
  }

  /// A secret entered or accepted since the backup took the place of the one that stands in it: the
  /// older one is not sent again (LoginRefused::kSupersededSecret).
  void put_in_use(const model::AccountKey& account, std::int64_t number, int version,
                  model::Instant from) {
    auto& connection = transaction_.connection();
    connection.run(
        "UPDATE account_secret SET accepted_at = max(coalesce(accepted_at, ?3), ?3) "
        "WHERE account = ?1 AND version = ?2",
        number, version, from);
    const auto held = connection
                          .ask(
                              "SELECT 1 FROM credential c JOIN account_secret s "
                              "ON s.account = c.account AND s.version = c.version "
                              "WHERE c.account = ?1 AND c.version <> ?2 "
                              "AND c.destroyed_at IS NULL "
                              "AND max(s.entered_at, coalesce(s.accepted_at, 0)) < ?3",
                              number, version, from)
                          .step();
    if (!held) return;
    tell(
        fmt::format("{}: the password in the store is older than the one in use since {}: enter it "
                    "again (vancrawl credentials set)",
                    text_of(account), model::to_iso(from)));
  }

  /// The store's own version of that secret; made if it never saw it.
  int version_of(std::int64_t account, const std::string& secret, int version_in_log) {
    auto& connection = transaction_.connection();
    const auto fingerprint = bytes_spelt(secret);
    auto known =
        connection.ask("SELECT version FROM account_secret WHERE account = ? AND fingerprint = ?",
                       account, Blob{fingerprint});
    if (known.step()) return static_cast<int>(known.integer(0));
    auto last = connection.ask(
        "SELECT coalesce(max(version), 0) + 1 FROM account_secret WHERE account = ?", account);
    const int next = last.step() ? static_cast<int>(last.integer(0)) : 1;
    const int version = std::max(next, version_in_log);
    connection.run(
        "INSERT INTO account_secret(account, version, fingerprint, entered_at) "
        "VALUES (?, ?, ?, ?)",
        account, version, Blob{fingerprint}, now_);
    return version;
  }

  void merge_standing(const model::AccountKey& account, std::int64_t number,
                      const AccountMemory& memory) {
    transaction_.connection().run(
        unknown_.is_later
            ? "UPDATE account SET errors_in_a_row = ?2, held_for = NULL, held_until = NULL "
              "WHERE id = ?1"
            : "UPDATE account SET errors_in_a_row = max(errors_in_a_row, ?2) WHERE id = ?1",
        number, memory.errors_in_a_row);
    if (memory.held) {
      hold(account, number, {stored(model::parse_failure(*memory.held)), memory.held_until},
           *memory.held);
    }
    if (!memory.last_login) return;
    // The logins of that day are not in the store: none is left until the next Korean day.
    const auto free_at = model::korean_date(*memory.last_login).plus_days(1).starts_at();
    if (free_at <= now_) return;
    hold(account, number, {model::FailureClass::kDailyLoginLimit, free_at},
         "logins of today are not in the store");
  }

  void hold(const model::AccountKey& account, std::int64_t number, const Hold& hold,
            const std::string& why) {
    store_hold(transaction_.connection(), number, hold);
    if (hold.until && *hold.until <= now_) return;
    ++recovery_.held;
    tell(fmt::format("{}: held until {} ({})", text_of(account),
                     hold.until ? model::to_iso(*hold.until) : "a person confirms", why));
  }

  void withdraw(const Withdrawal& withdrawal) {
    const int ended =
        withdraw_granted_before(transaction_, withdrawal.merchant, withdrawal.site, withdrawal.at);
    if (ended == 0) return;
    recovery_.withdrawn += ended;
    tell(fmt::format("{} withdrew the consent at {} on {}", withdrawal.merchant.text(),
                     withdrawal.site.text(), model::to_iso(withdrawal.at)));
  }

  Transaction& transaction_;
  const Unknown& unknown_;
  model::Instant now_;
  Recovery& recovery_;
};

bool is_held(const std::vector<Cut>& held, const Cut& cut) {
  return std::ranges::any_of(held, [&](const Cut& one) {
    return one.number == cut.number && one.position == cut.position && one.hash == cut.hash;
  });
}

std::string sentence_of(const Cut& cut) {
  return fmt::format("cut {} of {} through {} at {}, by {} on {}, is not in the store", cut.number,
                     cut.merchant ? cut.merchant->text() : "everyone", cut.through.iso(),
                     to_text(cut.position), cut.person, model::to_iso(cut.made_at));
}

void name_lost_cuts(View& view, const GuardMemory& memory, Recovery& recovery) {
  const auto held = cuts(view);
  for (const auto& cut : memory.cuts()) {
    if (is_held(held, cut) || is_held(recovery.lost_cuts, cut)) continue;
    recovery.lost_cuts.push_back(cut);
    recovery.sentences.push_back(sentence_of(cut));
  }
}

/// What people decided beside cuts (bases, acceptances, seals, choices) is in no guard log, but how
/// much of it there was is.
bool name_lost_entries(View& view, const GuardMemory& memory, Recovery& recovery) {
  const auto known = audit_head(view).number;
  if (memory.audit_heads().empty() || memory.audit_heads().back().number <= known) return false;
  const auto last = memory.audit_heads().back().number;
  recovery.sentences.push_back(fmt::format(
      "{} entries of the audit log ({} to {}) are not in the store: bases, acceptances, seals and "
      "choices made then are gone",
      last - known, known + 1, last));
  return true;
}

void name_what_is_lost(View& view, const Unknown& unknown, Recovery& recovery) {
  name_lost_cuts(view, unknown.memory, recovery);
  const bool entries_lost = name_lost_entries(view, unknown.memory, recovery);
  // A log that does not go on from the store's own state cannot say what is missing.
  recovery.doubts_cuts = !recovery.lost_cuts.empty() || entries_lost || !unknown.is_later;
  if (!recovery.doubts_cuts) return;
  recovery.sentences.push_back(
      "no cut is made before a person has settled which ones were paid on (vancrawl cuts settle)");
}

std::string why_cuts_are_in_doubt(const Recovery& recovery) {
  std::string why;
  for (const auto& cut : recovery.lost_cuts) why += sentence_of(cut) + "; ";
  return why + "decisions made since the backup may be gone";
}

Recovery merged(Transaction& transaction, const Unknown& unknown, const Passive& passive,
                model::Instant now) {
  Recovery recovery;
  recovery.why = passive.why;
  recovery.lines = unknown.memory.lines();
  Merge(transaction, unknown, now, recovery).run();
  name_what_is_lost(transaction, unknown, recovery);
  start_feed_epoch(transaction, now, "recovered: " + passive.why);
  return recovery;
}

Passive why_passive(const Store& store) {
  if (!store.passive()) throw std::logic_error("the store is not passive");
  return *store.passive();
}

struct PlanIsMade {};

}  // namespace

Recovery plan_recovery(Store& store, const GuardPlace& place, model::Instant now) {
  const auto passive = why_passive(store);
  Recovery recovery;
  try {
    store.write([&](Transaction& transaction) {
      recovery = merged(transaction, unknown_to(transaction, place), passive, now);
      throw PlanIsMade();
    });
  } catch (const PlanIsMade&) {  // undoes the change: it was only to be looked at
  }
  return recovery;
}

Recovery recover(Store& store, const GuardPlace& place, const std::string& person,
                 model::Instant now) {
  if (person.empty()) throw std::invalid_argument("a recovery names a person");
  const auto passive = why_passive(store);
  std::optional<Unknown> unknown;
  Recovery recovery;
  const Store::Change change = [&](Transaction& transaction) {
    unknown.emplace(unknown_to(transaction, place));
    // leave_passive() has not joined the log yet: nothing of this is told to it as news.
    recovery = merged(transaction, *unknown, passive, now);
  };
  store.leave_passive(change, [&](Transaction& transaction) {
    note_recovery(transaction, person, now);
    note_everything(transaction, now);
    append_audit(
        transaction, "recovered", "store",
        fmt::format("{}: {} lines, {} suspended, {} withdrawn; confirmed by {}", passive.why,
                    recovery.lines, recovery.suspended, recovery.withdrawn, person),
        now);
    if (recovery.doubts_cuts) doubt_cuts(transaction, why_cuts_are_in_doubt(recovery), now);
  });
  return recovery;
}

}  // namespace vancrawl::storage
