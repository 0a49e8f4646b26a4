#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vancrawl::simulation {

/// What may go wrong. By what it waits for: a request, a login, a page of a listing, a summary, a
/// commit; the others happen at their minute.
enum class FaultKind {
  kNotSent,       ///< a request times out and never arrives
  kAnswerLost,    ///< the portal answers and nobody hears it
  kLoginNotSent,  ///< the same two, of a login
  kLoginAnswerLost,
  kSessionLost,      ///< the portal forgets every session
  kWrongTotals,      ///< a summary prints more than the rows are
  kLostPage,         ///< a later page of a listing comes empty
  kPageTwice,        ///< the first page comes again for a later one
  kRowBetweenPages,  ///< a sale arrives while its day is being listed
  kCancelBetweenPages,
  kRenamedColumn,      ///< for six hours
  kMaintenance,        ///< for an hour
  kThrottled,          ///< one answer, with a time to come back
  kWall,               ///< one answer
  kUnknownPage,        ///< a page that nobody knows, for one answer
  kUnknownAfterLogin,  ///< the same, in the place of the answer to a login
  kExpired,            ///< a password expires at the portal
  kPasswordChanged,    ///< the merchant changes it and tells us the next morning
  kWrongEntry,         ///< a clerk enters a wrong password
  kWithdrawn,          ///< a consent is withdrawn; the merchant comes back days later
  kKilledAtRequest,    ///< the process dies before a request is sent
  kKilledAtAnswer,     ///< … after it was answered
  kKilledAtCommit,     ///< … before a commit
  kKilledAfterCommit,  ///< … after it, and nobody learned of it
  kDiskFull,           ///< a commit finds no room
  kRestarted,          ///< an orderly start anew
  kBackedUp,
  kBackupRestored,  ///< the last backup is put back and a person recovers it
  kSecondEngine,    ///< another program wants the same store
  kClockJumped,     ///< the wall clock, ahead (0) or back (1); it comes back, or a person sets it
  kMachineSlept,    ///< the world went on, the process did not
  kNobodyLooks      ///< persons are away for as many days as it skips
};

inline constexpr int kFaultKinds = static_cast<int>(FaultKind::kNobodyLooks) + 1;

[[nodiscard]] std::string_view name_of(FaultKind kind);

/// One fault of a world: from a minute on it waits for its moment, lets some pass, and happens
/// once.
struct Fault {
  FaultKind kind = FaultKind::kNotSent;
  int minute = 0;  ///< of the simulation
  int site = 0;    ///< 0 or 1; of accounts and merchants the one it means
  int skip = 0;    ///< moments that it lets pass
  friend bool operator==(const Fault&, const Fault&) = default;
};

[[nodiscard]] std::string to_text(const Fault& fault);  ///< "killed_at_commit@4321:0+3"
[[nodiscard]] std::string to_text(const std::vector<Fault>& faults);
/// Throws std::invalid_argument for any other text.
[[nodiscard]] std::vector<Fault> parse_faults(const std::string& text);

/// About one fault a day, the same for the same seed.
[[nodiscard]] std::vector<Fault> faults_of(std::uint64_t seed, int days);

/// The faults of one run, as they come due.
class FaultPlan {
 public:
  explicit FaultPlan(std::vector<Fault> faults) : left_(std::move(faults)) {}

  /// Whether a fault of this kind happens at this moment; it is then over. -1: of either site.
  [[nodiscard]] bool happens(FaultKind kind, int minute, int site = -1);
  /// The first that is due, of a kind that waits for nothing.
  [[nodiscard]] std::optional<Fault> take_event(int minute);
  /// The minute of the next of those.
  [[nodiscard]] std::optional<int> next_event() const;
  void clear() { left_.clear(); }
  /// What happened, in order, with its minute.
  [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }

 private:
  void happened(const Fault& fault, int minute);

  std::vector<Fault> left_;
  std::vector<std::string> trace_;
};

}  // namespace vancrawl::simulation
