#include "tests/bench/scrapy_peer.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/listing_urls.h"

namespace vancrawl::bench {
namespace {

constexpr int kConcurrency = 16;

std::filesystem::path script() {
  const auto path = std::filesystem::path(VANCRAWL_SOURCE_DIR) / "tests/bench/scrapy_peer.py";
  if (std::filesystem::exists(path)) return path;
  throw std::runtime_error("the peer's script is not at " + path.string());
}

std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("does not start: " + command);
  std::string text;
  std::array<char, 4096> bytes{};
  for (std::size_t got = 0; (got = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) {
    text.append(bytes.data(), got);
  }
  if (::pclose(pipe) != 0) throw std::runtime_error("fails: " + command);
  return text;
}

nlohmann::json login_of(const Stage& stage, const BenchAccount& account) {
  if (stage.portal().json) {
    return {{"j_username", account.login_id}, {"j_password", account.password}};
  }
  return {{"user_id", account.login_id}, {"password", account.password}};
}

}  // namespace

ScrapyPeer::ScrapyPeer(const Stage& stage) : stage_(stage) {}

std::string ScrapyPeer::settings() {
  return fmt::format(
      "lxml directly, one item a page, 300 rows a transaction (executemany, WAL, FULL), unchanged "
      "rows compared instead of replaced, {} requests at once, unused middlewares and extensions "
      "out, no log, statistics, telnet, throttle, retry, cache, certificate check; it is told "
      "every "
      "page's address, reads listing pages only and keeps no evidence, proof or second reading; "
      "its "
      "start-up is not counted",
      kConcurrency);
}

nlohmann::json ScrapyPeer::spec(bool compares) const {
  const auto pages_a_day = stage_.volume().rows_per_day / kRowsAPage;
  nlohmann::json accounts = nlohmann::json::array();
  int slice = 0;
  for (const auto& urls : urls_of(stage_)) {
    nlohmann::json pages = nlohmann::json::array();
    for (std::size_t i = 0; i < urls.pages.size(); ++i) {
      if (i % static_cast<std::size_t>(pages_a_day) == 0) ++slice;
      pages.push_back({urls.pages[i], slice});
    }
    accounts.push_back({{"login_url", urls.login_url},
                        {"login", login_of(stage_, urls.account)},
                        {"pages", pages}});
  }
  return {{"dialect", stage_.portal().json ? "json" : "html"},
          {"database", (folder_.path() / "peer.db").string()},
          {"compares", compares},
          {"concurrency", kConcurrency},
          {"accounts", accounts}};
}

PeerFigures ScrapyPeer::crawl(bool compares) {
  const auto file = folder_.path() / "spec.json";
  std::ofstream(file) << spec(compares);
  // Debian's Scrapy belongs to Debian's Python, which need not be the first in the path.
  const auto text =
      output_of(fmt::format("/usr/bin/python3 '{}' '{}'", script().string(), file.string()));
  const auto result = nlohmann::json::parse(text);
  const PeerFigures figures{result.at("wall"),  result.at("cpu"),     result.at("rows"),
                            result.at("pages"), result.at("peak_kb"), result.at("scrapy")};
  if (figures.rows == stage_.volume().rows() && result.at("stored") == figures.rows) {
    return figures;
  }
  throw std::runtime_error("the peer's rows are not those of the portal: " + result.dump());
}

}  // namespace vancrawl::bench
