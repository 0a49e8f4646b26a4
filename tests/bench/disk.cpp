#include "tests/bench/disk.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

constexpr int kTimes = 200;
constexpr std::size_t kBytes = 4096;

bool lies_under(const std::string& path, const std::string& mount) {
  if (mount == "/") return true;
  return path.starts_with(mount) && (path.size() == mount.size() || path[mount.size()] == '/');
}

double append_once(int file, const std::string& bytes) {
  const Meter meter;
  const bool written = ::write(file, bytes.data(), bytes.size()) == std::ssize(bytes);
  if (!written || ::fdatasync(file) != 0)
    throw std::runtime_error("the disk refuses to be written");
  return meter.wall() * 1000;
}

}  // namespace

std::string file_system_of(const std::filesystem::path& folder) {
  const auto path = std::filesystem::weakly_canonical(folder).string();
  std::ifstream mounts("/proc/self/mounts");
  std::string found = "unknown";
  std::size_t longest = 0;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string device, mount, kind;
    words >> device >> mount >> kind;
    if (!lies_under(path, mount) || mount.size() < longest) continue;
    longest = mount.size();
    found = kind + " on " + device;
  }
  return found;
}

double fsync_milliseconds(const std::filesystem::path& folder) {
  const auto name = folder / "fsync";
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error(name.string() + " cannot be made");
  const std::string bytes(kBytes, 'x');
  std::vector<double> times;
  for (int i = 0; i < kTimes; ++i) times.push_back(append_once(file, bytes));
  ::close(file);
  std::filesystem::remove(name);
  std::ranges::nth_element(times, times.begin() + kTimes / 2);
  return times[kTimes / 2];
}

}  // namespace vancrawl::bench
