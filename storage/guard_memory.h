#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/audit.h"
#include "storage/cuts.h"
#include "storage/guard_log.h"

namespace vancrawl::storage {

/// What the lines of a guard log say of one secret; the last of them counts.
struct SecretMemory {
  int version = 0;
  std::string key;                       ///< of fingerprints: those of another cannot be compared
  std::optional<std::string> suspended;  ///< why
  bool open = false;                     ///< a login was sent and its outcome is not known
  /// When it was last entered, or accepted by the portal: from then on it was the account's own.
  std::optional<model::Instant> in_use_from;
};

struct AccountMemory {
  std::string login_id;             ///< as it was spelled last
  std::optional<std::string> held;  ///< a failure's name
  std::optional<model::Instant> held_until;
  int errors_in_a_row = 0;
  std::optional<model::Instant> last_login;
  std::map<std::string, SecretMemory> secrets;  ///< by fingerprint, in hex digits
};

struct Withdrawal {
  model::MerchantId merchant;
  model::SiteId site;
  model::Instant at;
};

/// A guard log read back. Only for the sources of this folder, and for what verifies the audit log.
class GuardMemory {
 public:
  /// Throws StoreError(kGuardLog) for a line of a kind that this release does not know.
  void take(const GuardLine& line);

  /// By realm and guard_key: a login id spelled otherwise is the same account.
  [[nodiscard]] const std::map<model::AccountKey, AccountMemory>& accounts() const {
    return accounts_;
  }
  [[nodiscard]] const std::vector<Withdrawal>& withdrawals() const { return withdrawals_; }
  /// Heads of the audit log that it must still hold. What a restore took away, and `recover` wrote
  /// down as gone, is not among them.
  [[nodiscard]] const std::vector<AuditHead>& audit_heads() const { return audit_heads_; }
  /// Cuts made since a person last settled which ones stand.
  [[nodiscard]] const std::vector<Cut>& cuts() const { return cuts_; }
  [[nodiscard]] int lines() const { return lines_; }

 private:
  std::map<model::AccountKey, AccountMemory> accounts_;
  std::vector<Withdrawal> withdrawals_;
  std::vector<AuditHead> audit_heads_;
  std::vector<Cut> cuts_;
  int lines_ = 0;
};

/// The audit heads that the guard log of a store holds. Reads beside the writer.
[[nodiscard]] std::vector<AuditHead> anchored_heads(const std::filesystem::path& guard_log);

}  // namespace vancrawl::storage
