#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// While it lives the audit log names another actor than the process's own user: a change that is
/// made for the user of another process.
class ActingFor {
 public:
  ActingFor(Transaction& transaction, const std::string& actor);
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;
  ~ActingFor();

 private:
  Transaction& transaction_;
  std::string before_;
};

/// One line of the audit log: who did what, when, about whom. Never a secret, never a card number.
struct AuditEntry {
  std::int64_t number = 0;  ///< from 1, without gaps
  model::Instant at;
  std::string actor;   ///< the user of the operating system whose process wrote it
  std::string action;  ///< "credentials set", "login begun", …
  std::string about;   ///< a merchant, or an account as realm/login id
  std::string detail;
  std::string hash;  ///< 64 hex digits over the entry and the hash before it
};

/// Appends a line in the name of whoever the store is open for.
void append_audit(Transaction& transaction, std::string_view action, const std::string& about,
                  const std::string& detail, model::Instant now);

struct AuditFilter {
  std::int64_t after = 0;
  std::optional<std::string> about;
  int limit = 1000;
};

[[nodiscard]] std::vector<AuditEntry> audit_entries(View& view, const AuditFilter& filter);

/// The last line; number 0 and no hash before the first.
struct AuditHead {
  std::int64_t number = 0;
  std::string hash;
  friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

[[nodiscard]] AuditHead audit_head(View& view);

struct AuditBreak {
  std::int64_t number = 0;  ///< of the first entry that is not what it was
  std::string why;
};

struct AuditCheck {
  std::int64_t entries = 0;
  std::int64_t anchors = 0;  ///< heads outside the store that were compared
  std::optional<AuditBreak> first_break;
};

/// Computes the chain anew and holds it against heads that were written outside of the store.
[[nodiscard]] AuditCheck verify_audit(View& view, std::span<const AuditHead> anchors);

}  // namespace vancrawl::storage
