#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace vancrawl::storage {

/// How far a guard log goes: its last line. Number 0 and no chain before the first.
struct GuardHead {
  std::int64_t number = 0;
  std::string chain;  ///< 32 hex digits over the line and the chain before it
  friend bool operator==(const GuardHead&, const GuardHead&) = default;
};

struct GuardLine {
  GuardHead head;
  std::string text;  ///< JSON, no line end
};

/// The line that follows `before`.
[[nodiscard]] GuardLine line_after(const GuardHead& before, std::string text);

using GuardVisitor = std::function<void(const GuardLine&)>;

/// Reads every line, each checked against the chain, without changing the file. A last line without
/// its line end is passed over: a write was torn, and nothing waited for it. No file: no line.
/// Throws StoreError(kGuardLog) that names file and line for any other damage.
GuardHead read_guard_log(const std::filesystem::path& file, const GuardVisitor& visit);

/// The file outside of the store that says which logins were sent and what came of them: lines of
/// "number chain JSON", only appended to. Held by one process at a time.
class GuardLog {
 public:
  /// Makes the file (mode 0600) if there is none, takes its lock, reads it and cuts a torn last
  /// line off. Throws StoreError(kGuardLog).
  GuardLog(const std::filesystem::path& file, const GuardVisitor& visit);
  GuardLog(const GuardLog&) = delete;
  GuardLog& operator=(const GuardLog&) = delete;
  ~GuardLog();

  [[nodiscard]] const GuardHead& head() const { return head_; }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  /// Appends lines that follow the head. What could not be written whole is cut off again, and
  /// StoreError(kGuardLog) is thrown.
  void append(std::span<const GuardLine> lines);
  /// Everything appended is on the disk when this returns.
  void sync();

 private:
  [[noreturn]] void fail(const std::string& why) const;
  void cut_torn_line();

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;  ///< bytes of whole lines
  GuardHead head_;
};

}  // namespace vancrawl::storage
