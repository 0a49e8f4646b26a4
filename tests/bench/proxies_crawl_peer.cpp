#include "tests/bench/proxies_crawl_peer.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/bench/listing_urls.h"

namespace vancrawl::bench {
namespace {

std::filesystem::path script() {
  const auto path =
      std::filesystem::path(VANCRAWL_SOURCE_DIR) / "tests/bench/proxies_crawl_peer.py";
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

}  // namespace

RotatingFigures crawl_with_rotating_peer(const Stage& stage,
                                         const std::vector<std::string>& proxies) {
  nlohmann::json accounts = nlohmann::json::array();
  RotatingFigures figures;
  for (const auto& urls : urls_of(stage)) {
    accounts.push_back({{"login_url", urls.login_url},
                        {"login_id", urls.account.login_id},
                        {"password", urls.account.password},
                        {"pages", urls.pages}});
    figures.wanted += static_cast<int>(urls.pages.size());
  }
  const auto file = stage.folder() / "peer.json";
  std::ofstream(file) << nlohmann::json{{"accounts", accounts}, {"proxies", proxies}};
  // Debian's Scrapy belongs to Debian's Python, which need not be the first in the path.
  const auto text =
      output_of(fmt::format("/usr/bin/python3 '{}' '{}'", script().string(), file.string()));
  const auto result = nlohmann::json::parse(text);
  figures.read = result.at("read");
  figures.wrong = result.at("wrong");
  figures.wall = result.at("wall");
  figures.version = result.at("scrapy");
  return figures;
}

}  // namespace vancrawl::bench
