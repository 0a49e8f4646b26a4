#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// How many sessions run through one exit, in all and, where that is limited, at each site. It
/// outlives its place in the
/// list as long as one of them does.
class ExitLoad {
 public:
  [[nodiscard]] int in_use() const { return in_use_; }
  /// Counted only since there is a limit.
  [[nodiscard]] int in_use_at(std::uint32_t site) const;
  /// As the list says; 0: none.
  void limit(int at_once, int at_once_at_a_site);
  [[nodiscard]] bool has_room(std::uint32_t site) const;
  void change(std::uint32_t site, int by);

 private:
  int in_use_ = 0;
  int at_once_ = 0;
  int at_once_at_a_site_ = 0;
  std::vector<std::pair<std::uint32_t, int>> at_sites_;
};

/// One session's hold on an exit: it counts while it lives.
struct ExitUse {
  ExitUse(std::shared_ptr<const Exit> exit_in, std::shared_ptr<ExitLoad> load_in,
          std::uint32_t site_in);
  ExitUse(const ExitUse&) = delete;
  ExitUse& operator=(const ExitUse&) = delete;
  ~ExitUse() { load->change(site, -1); }

  std::shared_ptr<const Exit> exit;
  std::shared_ptr<ExitLoad> load;
  std::uint32_t site;
};

}  // namespace vancrawl::proxy_pool
