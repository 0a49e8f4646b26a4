#include "proxy_pool/exit_load.h"

#include <algorithm>

namespace vancrawl::proxy_pool {

int ExitLoad::in_use_at(std::uint32_t site) const {
  const auto found = std::ranges::find(at_sites_, site, &std::pair<std::uint32_t, int>::first);
  return found == at_sites_.end() ? 0 : found->second;
}

void ExitLoad::limit(int at_once, int at_once_at_a_site) {
  at_once_ = at_once;
  at_once_at_a_site_ = at_once_at_a_site;
}

bool ExitLoad::has_room(std::uint32_t site) const {
  if (at_once_ > 0 && in_use_ >= at_once_) return false;
  return at_once_at_a_site_ == 0 || in_use_at(site) < at_once_at_a_site_;
}

void ExitLoad::change(std::uint32_t site, int by) {
  in_use_ += by;
  if (at_once_at_a_site_ == 0 && at_sites_.empty()) return;  // nobody asks
  const auto found = std::ranges::find(at_sites_, site, &std::pair<std::uint32_t, int>::first);
  if (found == at_sites_.end()) {
    // One that ends may have begun before there was a limit.
    if (by > 0) at_sites_.emplace_back(site, by);
    return;
  }
  found->second += by;
  if (found->second == 0) at_sites_.erase(found);
}

ExitUse::ExitUse(std::shared_ptr<const Exit> exit_in, std::shared_ptr<ExitLoad> load_in,
                 std::uint32_t site_in)
    : exit(std::move(exit_in)), load(std::move(load_in)), site(site_in) {
  load->change(site, 1);
}

}  // namespace vancrawl::proxy_pool
