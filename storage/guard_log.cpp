#include "storage/guard_log.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kChainBytes = 16;
constexpr std::size_t kChunk = 1U << 16U;

std::string chain_after(const std::string& before, std::int64_t number, std::string_view text) {
  std::string all;
  append_part(all, before);
  append_part(all, std::to_string(number));
  append_part(all, text);
  return hash_text(all, kChainBytes);
}

std::string spelt(const GuardLine& line) {
  return fmt::format("{} {} {}\n", line.head.number, line.head.chain, line.text);
}

/// The line's parts if it is the one that follows `before`.
std::optional<GuardLine> read_line(const GuardHead& before, std::string_view line) {
  const auto number_end = line.find(' ');
  const auto chain_end = line.find(' ', number_end + 1);
  if (number_end == std::string_view::npos || chain_end == std::string_view::npos) return {};
  auto next = line_after(before, std::string(line.substr(chain_end + 1)));
  if (line.substr(0, number_end) != std::to_string(next.head.number)) return {};
  if (line.substr(number_end + 1, chain_end - number_end - 1) != next.head.chain) return {};
  return next;
}

struct WholeLines {
  GuardHead head;
  std::int64_t bytes = 0;
};

/// Reads from the beginning of an open file up to its last line end.
WholeLines read_lines(int descriptor, const std::filesystem::path& file,
                      const GuardVisitor& visit) {
  WholeLines read;
  std::string rest;
  std::vector<char> chunk(kChunk);
  std::int64_t offset = 0;
  for (;;) {
    const auto got = ::pread(descriptor, chunk.data(), chunk.size(), offset);
    if (got < 0) {
      throw StoreError(StoreFault::kGuardLog,
                       fmt::format("guard log {}: {}", file.string(), std::strerror(errno)));
    }
    if (got == 0) return read;
    offset += got;
    rest.append(chunk.data(), static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
      const auto line = read_line(read.head, std::string_view(rest).substr(begin, end - begin));
      if (!line) {
        throw StoreError(StoreFault::kGuardLog,
                         fmt::format("guard log {}:{}: the line is damaged, or one is missing "
                                     "before it; put an undamaged copy back, or move the file "
                                     "away: `vancrawl recover` then goes on without it",
                                     file.string(), read.head.number + 1));
      }
      visit(*line);
      read.head = line->head;
      read.bytes += static_cast<std::int64_t>(end - begin + 1);
      begin = end + 1;
    }
    rest.erase(0, begin);
  }
}

}  // namespace

GuardLine line_after(const GuardHead& before, std::string text) {
  const auto number = before.number + 1;
  auto chain = chain_after(before.chain, number, text);
  return {{number, std::move(chain)}, std::move(text)};
}

GuardHead read_guard_log(const std::filesystem::path& file, const GuardVisitor& visit) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return {};
  if (descriptor < 0) {
    throw StoreError(StoreFault::kGuardLog,
                     fmt::format("guard log {}: {}", file.string(), std::strerror(errno)));
  }
  try {
    const auto read = read_lines(descriptor, file, visit);
    ::close(descriptor);
    return read.head;
  } catch (...) {  // closes the file, then goes on its way
    ::close(descriptor);
    throw;
  }
}

GuardLog::GuardLog(const std::filesystem::path& file, const GuardVisitor& visit)
    : file_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) fail(std::strerror(errno));
  try {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) fail("another process holds it");
    const auto read = read_lines(descriptor_, file_, visit);
    head_ = read.head;
    size_ = read.bytes;
    cut_torn_line();
  } catch (...) {  // gives the lock back, then goes on its way
    ::close(descriptor_);
    throw;
  }
}

GuardLog::~GuardLog() { ::close(descriptor_); }

void GuardLog::fail(const std::string& why) const {
  throw StoreError(StoreFault::kGuardLog, fmt::format("guard log {}: {}", file_.string(), why));
}

void GuardLog::cut_torn_line() {
  if (::ftruncate(descriptor_, size_) != 0) fail(std::strerror(errno));
}

void GuardLog::append(std::span<const GuardLine> lines) {
  std::string bytes;
  auto head = head_;
  for (const auto& line : lines) {
    if (line_after(head, line.text).head != line.head) fail("a line does not follow the last one");
    bytes += spelt(line);
    head = line.head;
  }
  const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), size_);
  if (written != static_cast<ssize_t>(bytes.size())) {
    const std::string why = written < 0 ? std::strerror(errno) : "the disk is full";
    cut_torn_line();
    fail(why);
  }
  size_ += written;
  head_ = std::move(head);
}

void GuardLog::sync() {
  if (::fdatasync(descriptor_) != 0) fail(std::strerror(errno));
}

}  // namespace vancrawl::storage
