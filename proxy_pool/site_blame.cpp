#include "proxy_pool/site_blame.h"

namespace vancrawl::proxy_pool {

std::vector<model::ExitId> SiteBlame::note(const model::ExitId& exit, model::Instant now) {
  while (!failures_.empty() && now - failures_.front().at > within_) failures_.pop_front();
  clear(exit);
  failures_.push_back({exit, now});
  if (failures_.size() < enough_) return {};
  std::vector<model::ExitId> exits;
  for (const Failure& failure : failures_) exits.push_back(failure.exit);
  failures_.clear();
  return exits;
}

void SiteBlame::clear(const model::ExitId& exit) {
  std::erase_if(failures_, [&exit](const Failure& failure) { return failure.exit == exit; });
}

}  // namespace vancrawl::proxy_pool
