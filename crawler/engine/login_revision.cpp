#include "crawler/engine/login_revision.h"

#include <filesystem>

#include <fmt/format.h>

namespace vancrawl::engine {
namespace {

/// Size and time of the program's file: they change with every release. Without them (no /proc) a
/// release is not told from the one before.
std::string mark_of_program() {
  std::error_code unreadable;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  if (unreadable) return "unknown";
  const auto size = std::filesystem::file_size(program, unreadable);
  if (unreadable) return "unknown";
  const auto written = std::filesystem::last_write_time(program, unreadable);
  if (unreadable) return "unknown";
  return fmt::format("{:x}-{:x}", size, written.time_since_epoch().count());
}

}  // namespace

std::string login_revision_of(const session::SiteBook& book) {
  static const std::string kProgram = mark_of_program();
  return book.login_revision + " " + kProgram;
}

}  // namespace vancrawl::engine
