#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "storage/schedules.h"

namespace vancrawl::simulation {

/// Every tick of every schedule, as the store tells of it and as the clocks say: each is settled
/// once, in its order, for a reason, and none is left out.
class TickBook {
 public:
  using Broken = std::function<void(const std::string&)>;
  explicit TickBook(Broken broken) : broken_(std::move(broken)) {}

  /// Reads what was settled since the last look. While the clock is in doubt nothing may be.
  void look(storage::View& view, bool in_doubt);
  /// What is planned follows what was settled, at its own place in the spread; nothing that fell
  /// due before `late` is left.
  void look_ahead(storage::View& view, model::Instant late);
  /// The store was put back: what it says from here on is another story.
  void forget();

  /// The merchant has no consent at the site from then on: its ticks may be missing, until …
  void excuse(const model::MerchantId& merchant, const model::SiteId& site, model::Instant from);
  /// … this one, if it was excused at all.
  void expect(const model::MerchantId& merchant, const model::SiteId& site, model::Instant from);
  [[nodiscard]] int settled() const { return settled_; }

 private:
  /// A schedule's name, merchant and site.
  using Chain = std::tuple<std::string, model::MerchantId, model::SiteId>;
  struct Link {
    model::Instant last;
    model::Instant settled_at;
  };
  struct Excuse {
    model::MerchantId merchant;
    model::SiteId site;
    model::Instant from;
    std::optional<model::Instant> to{};
  };

  [[nodiscard]] std::vector<storage::Tick> unseen(storage::View& view) const;
  void read(storage::View& view, const storage::Tick& tick);
  void judge_tick(storage::View& view, const storage::Tick& tick);
  void expect_after(const Chain& chain, model::Instant last, model::Instant next);
  [[nodiscard]] bool is_excused(const Chain& chain, model::Instant tick) const;
  [[nodiscard]] const storage::Schedule& schedule(const std::string& name) const;

  Broken broken_;
  std::vector<storage::Schedule> schedules_;
  std::map<Chain, Link> chains_;
  std::map<Chain, std::chrono::milliseconds> offsets_;
  std::vector<Excuse> excuses_;
  std::optional<model::Instant> latest_;
  int settled_ = 0;
};

}  // namespace vancrawl::simulation
