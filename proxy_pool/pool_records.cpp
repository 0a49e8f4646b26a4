#include <algorithm>

#include "proxy_pool/pool.h"

namespace vancrawl::proxy_pool {
namespace {

/// Of two that stand against an exit at one site, the one that lasts longer.
const ExitHealth& graver(const ExitAtSite& here, model::Instant now) {
  const auto until = [](const ExitHealth& health) {
    return health.aside() ? health.aside()->until : model::Instant{};
  };
  return here.ban.state(now) >= here.reach.state(now) && until(here.ban) >= until(here.reach)
             ? here.ban
             : here.reach;
}

}  // namespace

void Pool::restore(const std::vector<ExitRecord>& records) {
  for (const ExitRecord& record : records) unlisted_[record.exit].push_back(record);
  for (RosterEntry& entry : roster_.entries()) {
    if (!entry.is_listed) continue;
    recall(entry);
    unlisted_.erase(entry.exit->id);
  }
}

void Pool::recall(Entry& entry) {
  const auto known = unlisted_.find(entry.exit->id);
  if (known == unlisted_.end()) return;
  for (const ExitRecord& record : known->second) {
    if (record.site.empty()) {
      entry.health.restore(record.aside);
      continue;
    }
    auto& here = entry.at_site_made(number_of(record.site));
    const bool is_ban = record.aside.why == WhyAside::kBan;
    (is_ban ? here.ban : here.reach).restore(record.aside);
  }
  roster_.sort_in(entry);
}

std::vector<ExitRecord> Pool::records_of(const Entry& entry) const {
  std::vector<ExitRecord> records;
  const auto add = [&](const model::SiteId& site, const ExitHealth& health) {
    if (health.aside()) records.push_back({entry.exit->id, site, *health.aside()});
  };
  add(model::SiteId(), entry.health);
  for (const auto& here : entry.sites) {
    add(sites_[here.site].site, here.reach);
    add(sites_[here.site].site, here.ban);
  }
  return records;
}

std::vector<ExitChange> Pool::take_changes() {
  std::vector<ExitChange> changes;
  for (const model::ExitId& id : changed_) {
    Entry* const entry = roster_.find(id);
    if (entry == nullptr) continue;
    entry->is_changed = false;
    changes.push_back({id, records_of(*entry)});
  }
  changed_.clear();
  return changes;
}

std::vector<ExitUsage> Pool::take_usage() {
  std::vector<ExitUsage> usage;
  for (const auto slot : used_) {
    Entry& entry = roster_.at(slot);
    usage.push_back({entry.exit->id, entry.usage.requests, entry.usage.bytes});
    entry.usage = {};
  }
  used_.clear();
  return usage;
}

bool Pool::is_panicking() const {
  const auto listed = static_cast<double>(roster_.listed());
  const auto good = static_cast<double>(roster_.good().size());
  return listed > 0 && good < listed * settings_.smallest_healthy_share;
}

std::vector<ExitStatus> Pool::status(model::Instant now) const {
  std::vector<ExitStatus> all;
  for (const Entry& entry : roster_.entries()) {
    if (!entry.is_listed) continue;
    ExitStatus one{.id = entry.exit->id, .state = entry.health.state(now)};
    one.aside = entry.health.aside();
    one.in_use = entry.load->in_use();
    one.latency_ms = entry.figures.latency_ms();
    one.success = entry.figures.success();
    for (const auto& here : entry.sites) {
      const auto& health = graver(here, now);
      if (health.is_good()) continue;
      one.sites.push_back({sites_[here.site].site, health.state(now), health.aside()});
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace vancrawl::proxy_pool
