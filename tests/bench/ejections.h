#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace vancrawl::bench {

/// An exit that the program put aside.
struct Ejection {
  std::string exit;
  std::string site;
  std::chrono::steady_clock::time_point at;
};

/// Listens to the program's log for exits that are put aside, as long as it lives. One at a time.
class EjectionWatch {
 public:
  EjectionWatch();
  EjectionWatch(const EjectionWatch&) = delete;
  EjectionWatch& operator=(const EjectionWatch&) = delete;
  ~EjectionWatch();

  [[nodiscard]] std::vector<Ejection> seen() const;

 private:
  class Ear;
  std::shared_ptr<Ear> ear_;
};

}  // namespace vancrawl::bench
