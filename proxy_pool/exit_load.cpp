#include "proxy_pool/exit_load.h"

#include <algorithm>

namespace vancrawl::proxy_pool {

int ExitLoad::in_use_at(std::uint32_t site) const {
  const auto found = std::ranges::find(at_sites_, site, &std::pair<std::uint32_t, int>::first);
  return found == at_sites_.end() ? 0 : found->second;
}

bool ExitLoad::has_room(const Exit& exit, std::uint32_t site) const {
  if (exit.at_once > 0 && in_use_ >= exit.at_once) return false;
  return exit.at_once_at_a_site == 0 || in_use_at(site) < exit.at_once_at_a_site;
}

void ExitLoad::change(std::uint32_t site, int by) {
  in_use_ += by;
  const auto found = std::ranges::find(at_sites_, site, &std::pair<std::uint32_t, int>::first);
  if (found == at_sites_.end()) {
    at_sites_.emplace_back(site, by);
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
