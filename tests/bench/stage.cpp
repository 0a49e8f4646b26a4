#include "tests/bench/stage.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <stdlib.h>  // mkdtemp

#include "crawler/cli/command.h"
#include "crawler/cli/demo_world.h"
#include "crawler/site_api/catalogue.h"

namespace vancrawl::bench {
namespace {

namespace fs = std::filesystem;

/// The last day that is final in every ledger, whatever the hour.
std::string last_final_day() { return model::korean_date(cli::now()).plus_days(-2).iso(); }

std::vector<std::string> simulator_arguments(const PortalCase& portal, const Volume& volume) {
  return {"--seed",         "20261101",
          "--merchants",    std::to_string(volume.merchants),
          "--days",         std::to_string(volume.days),
          "--until",        last_final_day(),
          "--rows-per-day", std::to_string(volume.rows_per_day),
          "--page-weight",  portal.page_weight,
          "--proxies",      "0",
          "--prerender",    "--plain-login"};
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// cardsales asks for 50 rows a page; here for 100, like every other client of the run.
void ask_for_100_rows(const fs::path& site_toml) {
  auto text = text_of(site_toml);
  constexpr std::string_view kDeclared = "size = 50}";
  constexpr std::string_view kWanted = "size = 100}";
  std::size_t found = 0;
  for (auto at = text.find(kDeclared); at != std::string::npos; at = text.find(kDeclared, at)) {
    text.replace(at, kDeclared.size(), kWanted);
    ++found;
  }
  if (found == 0) throw std::runtime_error("cardsales declares no page size of 50");
  std::ofstream(site_toml) << text;
}

std::vector<BenchAccount> accounts_of(const nlohmann::json& world, const PortalCase& portal) {
  std::vector<BenchAccount> accounts;
  for (const auto& merchant : world.at("merchants")) {
    for (const auto& account : merchant.at("accounts")) {
      if (account.at("site") != portal.site) continue;
      const auto& scopes = account.at("scopes");
      if (scopes.size() != 1) throw std::runtime_error("an account without exactly one scope");
      accounts.push_back({account.at("login_id"), account.at("given_password"), scopes.front()});
    }
  }
  return accounts;
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& parent) {
  std::string made = (parent / "vancrawl-bench-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr)
    throw std::runtime_error("no folder in " + parent.string());
  path_ = made;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Stage::Stage(const PortalCase& portal, const Volume& volume)
    : portal_(portal),
      volume_(volume),
      simulator_("", simulator_arguments(portal, volume)),
      world_(simulator_.truth("/world")),
      accounts_(accounts_of(world_, portal)) {
  const auto sites = folder_.path() / "sites";
  fs::copy(sites_folder_of(Config{}), sites, fs::copy_options::recursive);
  ask_for_100_rows(sites / "cardsales" / "site.toml");
}

Config Stage::fresh_store() {
  const auto folder = folder_.path() / fmt::format("store-{}", ++stores_);
  fs::create_directory(folder);
  std::ofstream file(folder / "vancrawl.toml");
  file << "store = \"vancrawl.db\"\nkey_file = \"vancrawl.key\"\nlog_file = \"vancrawl.log\"\n"
       << "log_level = \"warn\"\nsites_folder = \"../sites\"\n";
  for (const auto& [site, portal] : simulator_.addresses().at("portals").items()) {
    file << fmt::format(
        "[sites.{}]\nbase_url = \"{}\"\nca_file = \"{}\"\nrequests_gap_ms = 0\n"
        "requests_jitter_ms = 0\nlogins_gap_ms = 0\nlogin_shortest_gap_s = 0\nconcurrency = 64\n"
        "longest_wait_ms = 1000\n",
        site, portal.at("base_url").get<std::string>(), ca_file());
  }
  file.close();
  const auto config = load_config((folder / "vancrawl.toml").string());
  cli::register_world(config, sites::catalogue(), world_);
  return config;
}

std::vector<std::string> Stage::days() const {
  const model::DateRange range{cli::date_option("from", world_.at("from")),
                               cli::date_option("to", world_.at("to"))};
  std::vector<std::string> days;
  for (const auto day : range.days()) days.push_back(day.iso());
  return days;
}

std::string Stage::base_url() const {
  return simulator_.addresses().at("portals").at(portal_.site).at("base_url");
}

std::string Stage::ca_file() const { return simulator_.addresses().at("ca_file"); }

std::int64_t Stage::requests() const {
  return simulator_.truth("/stats").at("portals").at(portal_.site).at("requests");
}

void Stage::vary_bytes(bool on) const { simulator_.tell("/nonce", {{"on", on}}); }

}  // namespace vancrawl::bench
