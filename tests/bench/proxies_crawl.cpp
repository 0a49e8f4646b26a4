#include "tests/bench/proxies_crawl.h"

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "crawler/cli/command.h"
#include "crawler/cli/crawl_request.h"
#include "crawler/daemon.h"
#include "storage/read_models.h"
#include "storage/store.h"
#include "tests/bench/ejections.h"
#include "tests/bench/faulty_fleet.h"
#include "tests/bench/proxies_crawl_peer.h"
#include "tests/bench/stage.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;

const PortalCase kPortal{"json", "cardsales", "lean", true, {}, 0};
constexpr int kRowsPerDay = 200;

/// Every merchant's approvals through the exits of a fleet, by the real daemon.
class FleetCrawl {
 public:
  FleetCrawl(Stage& stage, const FaultyFleet& fleet) : stage_(stage), config_(stage.fresh_store()) {
    config_.proxies_file = (stage.folder() / "proxies.txt").string();
    std::ofstream list(config_.proxies_file);
    for (const auto& line : fleet.lines()) list << line << '\n';
    list.close();
    daemon_ = std::make_unique<Daemon>(config_, sites::catalogue(), progress_);
  }

  void crawl(std::chrono::seconds patience) {
    daemon_->write([&](storage::Transaction& transaction) { enqueue_all(transaction); });
    static_cast<void>(daemon_->run_until_idle(patience));
  }
  /// Slices that are proved.
  [[nodiscard]] int proved() const {
    const auto reader = storage::Reader::open(config_.store);
    return static_cast<int>(std::ranges::count_if(
        storage::slices(*reader, {}),
        [](const auto& slice) { return slice.state == model::SliceState::kComplete; }));
  }

 private:
  void enqueue_all(storage::Transaction& transaction) const {
    const auto& world = stage_.world();
    for (const auto& merchant : world.at("merchants")) {
      const cli::CrawlAsk ask{
          model::MerchantId(merchant.at("id")),
          model::SiteId(stage_.portal().site),
          {model::Ledger::kApproval},
          {cli::date_option("from", world.at("from")), cli::date_option("to", world.at("to"))}};
      for (const auto& request : cli::jobs_for(transaction, ask, daemon_->sites(),
                                               storage::Lane::kScheduled, daemon_->now())) {
        static_cast<void>(storage::enqueue_or_join(transaction, request, daemon_->now()));
      }
    }
  }

  Stage& stage_;
  Config config_;
  engine::Progress progress_;
  std::unique_ptr<Daemon> daemon_;
};

std::size_t distinct_exits(const std::vector<Ejection>& all) {
  std::set<std::string> exits;
  for (const auto& ejection : all) exits.insert(ejection.exit);
  return exits.size();
}

double share(int part, int whole) { return whole == 0 ? 0 : static_cast<double>(part) / whole; }

/// Seconds from the first tunnel that an exit failed to the moment it was put aside; without those
/// that never came to a tunnel.
std::vector<double> times_to_eject(const FaultyFleet& fleet, const std::vector<Ejection>& all) {
  std::vector<double> seconds;
  std::vector<std::string> met;
  for (const auto& ejection : all) {
    const auto failed = fleet.first_failure(ejection.exit);
    if (!failed || std::ranges::find(met, ejection.exit) != met.end()) continue;
    met.push_back(ejection.exit);
    seconds.push_back(std::chrono::duration<double>(ejection.at - *failed).count());
  }
  std::ranges::sort(seconds);
  return seconds;
}

int healthy_among(const FaultyFleet& fleet, const std::vector<Ejection>& all) {
  return static_cast<int>(std::ranges::count_if(
      all, [&](const Ejection& ejection) { return fleet.is_healthy(ejection.exit); }));
}

Json tally_json(const FaultyFleet::Tally& tally, std::int64_t moved) {
  return {{"tunnels", tally.tunnels},
          {"wasted_tunnels", tally.wasted},
          {"requests_told_to_strangers", tally.strangers_told},
          {"requests_through_another_exit", moved}};
}

Json our_crawl(Stage& stage, FaultyFleet& fleet, const ProxiesCrawlOrder& order) {
  const auto moved = stage.counts().at("moved").get<std::int64_t>();
  const int wanted = order.merchants * order.days;
  const EjectionWatch watch;
  const Meter meter;
  FleetCrawl crawl(stage, fleet);
  crawl.crawl(std::chrono::seconds(order.patience_seconds));
  const int proved = crawl.proved();
  const auto ejections = watch.seen();
  const auto times = times_to_eject(fleet, ejections);
  Json report = {{"slices", wanted}, {"proved", proved}, {"success", share(proved, wanted)}};
  report.update(tally_json(fleet.tally(), stage.counts().at("moved").get<std::int64_t>() - moved));
  report["exits_put_aside"] = distinct_exits(ejections);
  report["healthy_put_aside"] = healthy_among(fleet, ejections);
  report["seconds_to_put_aside_median"] = times.empty() ? 0 : times[times.size() / 2];
  report["seconds_to_put_aside_longest"] = times.empty() ? 0 : times.back();
  report["wall_seconds"] = meter.wall();
  return report;
}

/// A healthy fleet while every request meets 503.
Json our_outage(Stage& stage, const ProxiesCrawlOrder& order) {
  constexpr int kForever = 1'000'000;
  constexpr std::chrono::seconds kPatience(3);
  const FaultyFleet fleet(order.exits, order.exits);
  const auto met = stage.counts().at("met_outage").get<std::int64_t>();
  const EjectionWatch watch;
  FleetCrawl crawl(stage, fleet);
  stage.plant({{"kind", "outage"}, {"site", kPortal.site}, {"times", kForever}});
  crawl.crawl(kPatience);
  stage.plant({{"kind", "outage"}, {"site", kPortal.site}, {"times", 0}});
  return {{"answers_503", stage.counts().at("met_outage").get<std::int64_t>() - met},
          {"false_ejections", healthy_among(fleet, watch.seen())}};
}

Json peer_crawl(Stage& stage, FaultyFleet& fleet) {
  const auto moved = stage.counts().at("moved").get<std::int64_t>();
  const auto figures = crawl_with_rotating_peer(stage, fleet.lines());
  Json report = {{"scrapy", figures.version},
                 {"pages", figures.wanted},
                 {"read", figures.read},
                 {"success", share(figures.read, figures.wanted)},
                 {"wrong_pages_taken", figures.wrong}};
  report.update(tally_json(fleet.tally(), stage.counts().at("moved").get<std::int64_t>() - moved));
  report["wall_seconds"] = figures.wall;
  return report;
}

}  // namespace

Json run_proxies_crawl(const ProxiesCrawlOrder& order) {
  Stage stage(kPortal, {order.merchants, order.days, kRowsPerDay});
  Json dealt;
  Json report;
  {
    FaultyFleet fleet(order.exits, order.healthy);
    for (const auto& [name, count] : fleet.dealt()) dealt[name] = count;
    report = {{"exits", order.exits}, {"dealt", dealt}, {"ours", our_crawl(stage, fleet, order)}};
  }
  report["outage"] = our_outage(stage, order);
  if (!order.with_peer) return report;
  FaultyFleet fleet(order.exits, order.healthy);
  report["rotating_peer"] = peer_crawl(stage, fleet);
  return report;
}

void print_proxies_crawl(const Json& report) {
  const auto& ours = report.at("ours");
  fmt::print("{} exits: {}\n", report.at("exits").dump(), report.at("dealt").dump());
  const auto line = [](const char* who, const Json& one, const char* whole, const char* part) {
    fmt::print(
        "{:<16} {}/{} ({:.2f} %)  wasted {} of {} tunnels  another exit {}  told strangers "
        "{}  {:.1f} s\n",
        who, one.at(part).dump(), one.at(whole).dump(), 100 * one.at("success").get<double>(),
        one.at("wasted_tunnels").dump(), one.at("tunnels").dump(),
        one.at("requests_through_another_exit").dump(), one.at("requests_told_to_strangers").dump(),
        one.at("wall_seconds").get<double>());
  };
  line("vancrawl", ours, "slices", "proved");
  fmt::print("  put aside {} exits, {} of them healthy; median {:.2f} s, longest {:.2f} s\n",
             ours.at("exits_put_aside").dump(), ours.at("healthy_put_aside").dump(),
             ours.at("seconds_to_put_aside_median").get<double>(),
             ours.at("seconds_to_put_aside_longest").get<double>());
  if (report.contains("rotating_peer")) {
    line("scrapy, rotating", report.at("rotating_peer"), "pages", "read");
  }
  fmt::print("site-wide 503 behind {} healthy exits: {} answers, {} false ejections\n",
             report.at("exits").dump(), report.at("outage").at("answers_503").dump(),
             report.at("outage").at("false_ejections").dump());
}

}  // namespace vancrawl::bench
