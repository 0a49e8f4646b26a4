#include "storage/store.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include "storage/connection.h"
#include "storage/digest.h"
#include "storage/file_care.h"
#include "storage/guard.h"
#include "storage/guard_lines.h"
#include "storage/migrations.h"
#include "storage/slice_rows.h"

namespace vancrawl::storage {
namespace {

constexpr mode_t kOwnerOnly = 0600;

/// Held for as long as the store is open; the kernel gives it back when the process dies.
class WriterLock {
 public:
  WriterLock(const std::filesystem::path& database, std::chrono::milliseconds patience) {
    const auto file = database.string() + ".lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (descriptor_ < 0) {
      throw StoreError(StoreFault::kReadOnly, fmt::format("{}: {}", file, std::strerror(errno)));
    }
    if (is_taken_within(patience)) return;
    ::close(descriptor_);
    throw StoreError(StoreFault::kLocked,
                     fmt::format("{} is open for writing in another process (lock file {})",
                                 database.string(), file));
  }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock() { ::close(descriptor_); }

 private:
  [[nodiscard]] bool is_taken_within(std::chrono::milliseconds patience) const {
    constexpr int kAgainMs = 10;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (std::chrono::steady_clock::now() >= until) return false;
      ::poll(nullptr, 0, kAgainMs);
    }
    return true;
  }

  int descriptor_ = -1;
};

void configure(Connection& connection) {
  connection.execute("PRAGMA journal_mode = WAL");
  connection.execute("PRAGMA synchronous = FULL");
  connection.execute("PRAGMA foreign_keys = ON");
  // A destroyed key must not linger in a freed page.
  connection.execute("PRAGMA secure_delete = ON");
  connection.execute("PRAGMA cache_size = -65536");
  connection.execute("PRAGMA wal_autocheckpoint = 4000");
  connection.execute("PRAGMA journal_size_limit = 67108864");
}

bool any_of(const std::vector<bool>& said) {
  return std::find(said.begin(), said.end(), true) != said.end();
}

std::string user_of_this_process() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const auto user = ::getuid();
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return entry.pw_name;
  }
  return fmt::format("uid {}", user);
}

/// The database undid the whole commit by itself: not one change is lost but all of them.
[[noreturn]] void give_up(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const StoreError&) {
    throw;
  } catch (...) {  // whatever a change made of it, the database is the reason
    throw StoreError(StoreFault::kOther, "the database gave up the whole commit");
  }
}

}  // namespace

struct Store::Inner {
  WriterLock lock;
  Connection connection;
  std::unique_ptr<Guard> guard;

  Inner(const std::filesystem::path& file, std::chrono::milliseconds lock_patience)
      : lock(file, lock_patience), connection(file, Connection::Mode::kReadWrite) {}
};

Store::Store(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open(const std::filesystem::path& file, const OpenOptions& options) {
  const auto real = std::filesystem::weakly_canonical(file);
  make_file(real, options.create);
  const bool check = options.check_every_page || was_left_open(real);
  auto inner = std::make_unique<Inner>(real, options.lock_patience);
  auto& connection = inner->connection;
  if (connection.is_read_only()) {
    throw StoreError(StoreFault::kReadOnly, real.string() + " cannot be written");
  }
  [[maybe_unused]] const int found = checked_version(connection);
  if (check) refuse_damage(connection);
  configure(connection);
  migrate(connection, latest_version());
  connection.actor = user_of_this_process();
  Store store(std::move(inner));
  store.join_guard_log(options);
  return store;
}

void Store::join_guard_log(const OpenOptions& options) {
  if (!options.guard) return;
  inner_->guard = std::make_unique<Guard>(inner_->connection, *options.guard);
  auto& guard = *inner_->guard;
  if (guard.is_to_begin()) {
    const auto nothing = [](Transaction&) {};
    return leave_passive(
        nothing, [](Transaction& transaction) { note_everything(transaction, model::Instant()); });
  }
  if (!guard.passive()) return guard.keep();
  if (options.may_be_passive) return;
  throw StoreError(StoreFault::kPassive,
                   fmt::format("it reads nothing and logs in nowhere: {} (line {} of {}, the log "
                               "is at {}); see what `vancrawl recover` says",
                               guard.passive()->why, guard.passive()->stored_line,
                               options.guard->file.string(), guard.passive()->log_line));
}

void Store::leave_passive(const Change& change, const Change& afterwards) {
  auto& guard = *inner_->guard;
  auto& notes = inner_->connection.guard;
  notes.kept = false;
  commit_alone([&](Transaction& transaction) {
    change(transaction);
    guard.join(transaction);
    notes.kept = true;
    afterwards(transaction);
    notes.note(GuardNotes::Urgency::kNow);
  });
  guard.keep();
}

std::vector<std::exception_ptr> Store::in_one_commit(std::span<const Change> changes) {
  std::vector<std::exception_ptr> outcomes(changes.size());
  std::vector<bool> guarded(changes.size());
  const bool is_done = commit(changes, outcomes, guarded);
  if (!is_done || !inner_->guard || !any_of(guarded)) {
    return outcomes;
  }
  try {
    inner_->guard->flush();
  } catch (const StoreError&) {  // what nobody outside the store knows of must not go on
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (guarded[i] && !outcomes[i]) outcomes[i] = std::current_exception();
    }
  }
  return outcomes;
}

bool Store::commit(std::span<const Change> changes, std::vector<std::exception_ptr>& outcomes,
                   std::vector<bool>& guarded) {
  auto& connection = inner_->connection;
  try {
    connection.run("BEGIN IMMEDIATE");
    connection.commit_began_at_seq = next_seq(connection);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      connection.guard.noted = false;
      outcomes[i] = try_change(changes[i]);
      guarded[i] = connection.guard.noted;
    }
    Transaction transaction(connection);
    if (any_of(guarded)) note_anchor(transaction);
    connection.run("COMMIT");
    connection.words().keep();
    return true;
  } catch (const StoreError& error) {  // the whole group is undone, and each caller is told
    if (connection.is_in_transaction()) connection.execute("ROLLBACK");
    connection.words().forget_all();
    std::ranges::fill(outcomes, std::make_exception_ptr(error));
    return false;
  }
}

std::exception_ptr Store::try_change(const Change& change) {
  auto& connection = inner_->connection;
  Transaction transaction(connection);
  connection.run("SAVEPOINT change");
  std::exception_ptr thrown;
  try {
    change(transaction);
  } catch (...) {  // handed to whoever asked for this change; the others go on
    thrown = std::current_exception();
  }
  if (thrown && !connection.is_in_transaction()) give_up(thrown);
  if (thrown) {
    connection.run("ROLLBACK TO change");
    connection.words().undo();
  }
  connection.run("RELEASE change");
  connection.words().keep();
  return thrown;
}

void Store::commit_alone(const Change& change) {
  const auto outcome = in_one_commit(std::span(&change, 1));
  if (outcome.front()) std::rethrow_exception(outcome.front());
}

void Store::checkpoint() {
  auto answer = inner_->connection.ask("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!answer.step() || answer.integer(0) != 0) {
    throw StoreError(StoreFault::kLocked, "a reader keeps the log from being emptied");
  }
}

void Store::act_for(const std::string& actor) { inner_->connection.actor = actor; }

const std::optional<Passive>& Store::passive() const {
  static const std::optional<Passive> kNone;
  return inner_->guard ? inner_->guard->passive() : kNone;
}

bool is_open_for_writing(const std::filesystem::path& file) {
  const auto lock = std::filesystem::weakly_canonical(file).string() + ".lock";
  const int descriptor = ::open(lock.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  ::close(descriptor);
  return !is_free;
}

int Store::version() { return checked_version(inner_->connection); }

std::string this_machine() {
  constexpr std::size_t kNameBytes = 16;
  std::string id;
  std::ifstream("/etc/machine-id") >> id;
  if (id.empty()) {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) == 0) id = name.data();
  }
  return hash_text("vancrawl machine " + id, kNameBytes);
}

Reader::Reader(std::unique_ptr<Connection> connection)
    : View(*connection), owned_(std::move(connection)) {}
Reader::~Reader() = default;

std::unique_ptr<Reader> Reader::open(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    throw StoreError(StoreFault::kMissing, file.string() + ": no such store");
  }
  auto connection = std::make_unique<Connection>(file, Connection::Mode::kReadOnly);
  const int version = checked_version(*connection);
  if (version != latest_version()) {
    throw StoreError(
        StoreFault::kOtherVersion,
        fmt::format("tables are of version {}; start vancrawl once to bring them to {}", version,
                    latest_version()));
  }
  return std::unique_ptr<Reader>(new Reader(std::move(connection)));
}

}  // namespace vancrawl::storage
