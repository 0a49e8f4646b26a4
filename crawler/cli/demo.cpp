#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>  // mkdtemp

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/crawl_request.h"
#include "crawler/cli/demo_comparison.h"
#include "crawler/cli/demo_report.h"
#include "crawler/cli/demo_simulator.h"
#include "crawler/cli/demo_world.h"
#include "crawler/cli/logging.h"
#include "crawler/cli/progress_line.h"
#include "crawler/cli/record_json.h"
#include "crawler/daemon.h"
#include "storage/read_models.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Asked {
  int merchants = 6;
  int days = 4;
  std::string until;
  std::uint64_t seed = 20'261'101;
  std::string faults = "some";
  std::string portal_sim;
  std::string keep;
};

/// A folder that goes with the object, unless it was asked to stay.
class WorkFolder {
 public:
  explicit WorkFolder(const std::string& keep) : kept_(!keep.empty()) {
    if (kept_) {
      path_ = fs::absolute(keep);
      if (fs::exists(path_) && !fs::is_empty(path_)) {
        throw InputError("--keep: " + path_.string() + " is not empty");
      }
      fs::create_directories(path_);
      return;
    }
    std::string made = (fs::temp_directory_path() / "vancrawl-demo-XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = made;
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  bool kept_;
  fs::path path_;
};

/// The last day that is final in every ledger, whatever the hour.
model::BusinessDate last_final_day() { return model::korean_date(now()).plus_days(-2); }

std::vector<std::string> simulator_arguments(const Asked& asked, model::BusinessDate until) {
  return {"--seed",      std::to_string(asked.seed),
          "--merchants", std::to_string(asked.merchants),
          "--days",      std::to_string(asked.days),
          "--until",     until.iso(),
          "--faults",    asked.faults,
          "--proxies",   "3"};
}

/// The configuration a demonstration writes: the simulator's addresses and a quick pace.
Config demo_config(const WorkFolder& folder, const Json& addresses) {
  std::ofstream proxies(folder.path() / "proxies.txt");
  for (const auto& proxy : addresses.at("proxies")) proxies << proxy.get<std::string>() << "\n";
  proxies.close();
  std::ofstream file(folder.path() / "vancrawl.toml");
  file << "store = \"vancrawl.db\"\nkey_file = \"vancrawl.key\"\nproxies_file = \"proxies.txt\"\n"
       << "log_file = \"vancrawl.log\"\n";
  for (const auto& [site, portal] : addresses.at("portals").items()) {
    file << fmt::format(
        "[sites.{}]\nbase_url = \"{}\"\nca_file = \"{}\"\nrequests_gap_ms = 50\n"
        "requests_jitter_ms = 0\nlogins_gap_ms = 50\nlogin_shortest_gap_s = 0\nconcurrency = 8\n"
        "longest_wait_ms = 3000\n",
        site, portal.at("base_url").get<std::string>(), addresses.at("ca_file").get<std::string>());
  }
  file.close();
  return load_config((folder.path() / "vancrawl.toml").string());
}

bool crawl_all(const Config& config, const site_api::Catalogue& catalogue, const Json& world) {
  ProgressLine progress(stderr);
  Daemon daemon(config, catalogue, progress);
  daemon.write([&](storage::Transaction& transaction) {
    for (const auto& json : world.at("merchants")) {
      const CrawlAsk ask{
          model::MerchantId(json.at("id")),
          std::nullopt,
          ledgers_option({}),
          {date_option("from", world.at("from")), date_option("to", world.at("to"))}};
      for (const auto& request :
           jobs_for(transaction, ask, daemon.sites(), storage::Lane::kScheduled, daemon.now())) {
        static_cast<void>(storage::enqueue_or_join(transaction, request, daemon.now()));
      }
    }
  });
  const bool finished = daemon.run_until_idle(std::chrono::seconds(30));
  progress.finish();
  return finished;
}

void print_some_records(storage::View& view) {
  constexpr std::size_t kShown = 4;
  fmt::print("\nsome of the records:\n");
  std::map<model::Ledger, std::size_t> printed;
  for (const auto& slice : storage::records(view, {})) {
    auto& shown = printed[slice.key.ledger];
    for (const auto& row : json_of(slice.rows)) {
      if (++shown > kShown) break;
      const auto amount = row.value("amount", row.value("gross", std::int64_t{0}));
      fmt::print("  {} {} {:<11} {} {:<6} {:>12} won  company {:<10} card {}\n",
                 slice.key.merchant.text(), slice.key.date.iso(), name_of(slice.key.ledger),
                 row.value("time", "        "), row.value("kind", ""),
                 model::with_commas(model::Won(amount)), row.value("card_company", ""),
                 row.value("card", "-"));
    }
  }
}

void greet(const Asked& asked, const Json& world) {
  fmt::print(
      "{} merchants, {} to {}, seed {}, faults {}: three simulated portals and three proxies on\n"
      "loopback. Demo pace: 20 requests a second to each site, waits of at most 3 s (a real "
      "portal\n"
      "is asked about once a second).\n",
      world.at("merchants").size(), world.at("from").get<std::string>(),
      world.at("to").get<std::string>(), asked.seed, asked.faults);
  std::fflush(stdout);
}

int demonstrate(const Invocation& invocation, const Asked& asked) {
  const auto until = asked.until.empty() ? last_final_day() : date_option("--until", asked.until);
  const WorkFolder folder(asked.keep);
  const DemoSimulator simulator(asked.portal_sim, simulator_arguments(asked, until));
  const auto config = demo_config(folder, simulator.addresses());
  start_log(config);
  const auto world = simulator.truth("/world");
  if (!invocation.json) greet(asked, world);
  register_world(config, invocation.catalogue, world);
  const bool finished = crawl_all(config, invocation.catalogue, world);
  const auto reader = storage::Reader::open(config.store);
  const auto comparison = compared(*reader, simulator.truth("/rows"), simulator.truth("/slices"));
  const auto logins = count_logins(simulator.truth("/accounts"));
  if (invocation.json) {
    fmt::print("{}\n", json_of(comparison, logins).dump());
  } else {
    print_ledgers(comparison);
    print_some_records(*reader);
    print_verdict(comparison, logins);
  }
  if (!finished) return kStopped;
  return is_good(comparison, logins) ? kDone : kNotDone;
}

}  // namespace

void add_demo(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "demo", "crawls simulated portals on this machine and compares with the truth");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchants", asked->merchants)
      ->check_range(1, 10'000)
      ->capture_default_str();
  command->add_option("--days", asked->days)->check_range(1, 60)->capture_default_str();
  command->add_option("--until", asked->until, "last business date (the last one that is final)");
  command->add_option("--seed", asked->seed)->capture_default_str();
  command->add_option("--faults", asked->faults)
      ->check_one_of({"none", "some", "heavy"})
      ->capture_default_str();
  command->add_option("--portal-sim", asked->portal_sim, "the simulator, if not beside vancrawl");
  command->add_option("--keep", asked->keep, "an empty folder in which store and log stay");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return demonstrate(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
