#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "storage/store_error.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Where the guard log lies, and which machine this is.
struct GuardPlace {
  std::filesystem::path file;
  std::string machine;  ///< see this_machine(); a program adds the path of its store
};

/// This machine, from /etc/machine-id (hashed), else its name.
[[nodiscard]] std::string this_machine();

struct OpenOptions {
  bool create = true;  ///< make the file (mode 0600) if there is none
  /// Read the whole file for damage first: seconds on a large store. Done in any case when the last
  /// writer did not close it.
  bool check_every_page = false;
  std::optional<GuardPlace> guard{};  ///< every store of the program has one; tests may go without
  bool may_be_passive = false;        ///< for `recover` alone
  /// How long to wait for another writer to close the file.
  std::chrono::milliseconds lock_patience{0};
};

/// The store and its guard log do not belong together: it must read nothing and log in nowhere
/// until a person has run `vancrawl recover`.
struct Passive {
  std::string why;
  std::int64_t stored_line = 0;  ///< the last line that the store knows
  std::int64_t log_line = 0;     ///< the last line of the log
};

/// Whether a process holds the store for writing at this moment.
[[nodiscard]] bool is_open_for_writing(const std::filesystem::path& file);

/// The only connection that writes. One per file and machine: a lock file beside the database
/// refuses a second writer, in this process or another. Blocking; used by one thread (the store
/// thread) at a time.
class Store {
 public:
  using Change = std::function<void(Transaction&)>;

  /// Takes the lock, brings the tables to this release's version and joins the guard log. Throws
  /// StoreError; kPassive if the guard log knows another state of the store.
  [[nodiscard]] static Store open(const std::filesystem::path& file,
                                  const OpenOptions& options = {});
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Runs every change inside one commit that is on the disk when this returns. A change that
  /// throws is undone alone, and its exception stands at its place in the answer (null = done).
  /// When the commit itself fails nothing of it happened and every place holds that StoreError.
  [[nodiscard]] std::vector<std::exception_ptr> in_one_commit(std::span<const Change> changes);

  /// One change in a commit of its own; returns what it returns and throws what it throws.
  template <class Body>
  auto write(Body&& body) -> std::invoke_result_t<Body&, Transaction&> {
    using Answer = std::invoke_result_t<Body&, Transaction&>;
    if constexpr (std::is_void_v<Answer>) {
      commit_alone([&](Transaction& transaction) { body(transaction); });
    } else {
      std::optional<Answer> answer;
      commit_alone([&](Transaction& transaction) { answer.emplace(body(transaction)); });
      return std::move(*answer);
    }
  }

  /// Moves the write-ahead log into the database file and empties it, so that nothing deleted
  /// lingers there. Called after a consent's key was destroyed, and at shutdown.
  void checkpoint();

  /// The version of the tables in the file.
  [[nodiscard]] int version();

  /// Whom the audit log names from here on; the user of this process if nobody is set.
  void act_for(const std::string& actor);

  /// Only with may_be_passive.
  [[nodiscard]] const std::optional<Passive>& passive() const;
  /// Runs the change, which makes the store agree with its log, joins the log where it ends, runs
  /// `afterwards`, and lets the store run: one commit. For `recover` alone.
  void leave_passive(const Change& change, const Change& afterwards);

 private:
  struct Inner;
  explicit Store(std::unique_ptr<Inner> inner);
  void commit_alone(const Change& change);
  std::exception_ptr try_change(const Change& change);
  [[nodiscard]] bool commit(std::span<const Change> changes,
                            std::vector<std::exception_ptr>& outcomes, std::vector<bool>& guarded);
  void join_guard_log(const OpenOptions& options);

  std::unique_ptr<Inner> inner_;
};

/// A read-only connection, safe beside the writer; every function of read_models.h sees one state.
class Reader final : public View {
 public:
  /// Throws StoreError (kMissing, kCorrupt, kNotOurs, kOtherVersion).
  [[nodiscard]] static std::unique_ptr<Reader> open(const std::filesystem::path& file);
  ~Reader();

 private:
  explicit Reader(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> owned_;
};

}  // namespace vancrawl::storage
