#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>  // mkdtemp

#include "crawler/http/cookie.h"
#include "crawler/session/address.h"
#include "crawler/session/answer_judgement.h"
#include "crawler/site_api/definition.h"
#include "crawler/site_api/toml_section.h"
#include "proxy_pool/proxy_list.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {
namespace {

namespace fs = std::filesystem;

std::string text_of(Bytes data) { return {data.begin(), data.end()}; }

/// A folder whose site.toml is written anew for each input.
class SiteFolder {
 public:
  SiteFolder() : path_((fs::temp_directory_path() / "vancrawl-fuzz-XXXXXX").string()) {
    require(::mkdtemp(path_.data()) != nullptr, "a temporary folder can be made", path_);
  }
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;
  ~SiteFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& holding(const std::string& toml) {
    std::ofstream(path_ + "/site.toml", std::ios::binary | std::ios::trunc) << toml;
    return path_;
  }

 private:
  std::string path_;
};

/// "host:port" between "https://" and the path, whatever else an address may hold.
std::string authority_of(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  require(url.starts_with(kScheme), "an address is https", url);
  const auto end = url.find_first_of("/?#\\", kScheme.size());
  return url.substr(kScheme.size(), end == std::string::npos ? end : end - kScheme.size());
}

}  // namespace

void fuzz_cookie_line(Bytes data) {
  const auto line = text_of(data);
  const auto cookie = http::parse_cookie_line(line);
  if (!cookie) return;
  const auto written = http::cookie_line(*cookie);
  if (!written || cookie->domain.starts_with('.')) return;  // a line cannot carry such a field
  const auto reread = http::parse_cookie_line(*written);
  require(reread && *reread == *cookie, "a cookie that was written reads the same", *written);
}

void fuzz_proxy_list(Bytes data) {
  const auto list = proxy_pool::parse_proxy_list("list", text_of(data));
  for (const auto& exit : list.exits) {
    const bool direct = exit.scheme == proxy_pool::Exit::Scheme::kDirect;
    require(!exit.id.empty(), "an exit has a name");
    require(exit.host.empty() == direct, "an exit has a host unless it is direct", exit.id.text());
    require((exit.port == 0) == direct, "an exit has a port unless it is direct", exit.id.text());
  }
  for (const auto& fault : list.faults) {
    require(is_utf8(fault.text()) && !fault.reason.empty(), "a fault says why", fault.text());
  }
}

void fuzz_site_toml(Bytes data) {
  static SiteFolder folder;
  static const auto companies =
      site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml");
  try {
    const auto book = site_api::load_site(folder.holding(text_of(data)), {}, companies);
    require(!book.facts.ledgers.empty() && !book.facts.hosts.empty(), "a site has its facts");
  } catch (const site_api::TomlFault& fault) {  // the one way to say that a file is wrong
    require(std::string_view(fault.what()).contains("site.toml"), "a fault names its file",
            fault.what());
  }
}

void fuzz_address(Bytes data) {
  const auto reference = text_of(data);
  const std::vector<std::string> hosts = {"van.example", "127.0.0.1:8443"};
  const auto address = session::resolved("https://van.example/a/b?c", reference, hosts);
  if (address) {
    const auto authority = authority_of(address->url);
    require(std::ranges::find(hosts, authority) != hosts.end(),
            "a redirect stays on the site's hosts", address->url);
    require(!address->path.contains('?'), "a path has no query", address->path);
  }
  http::Response response;
  response.status = 429;
  response.headers.push_back({"Retry-After", reference});
  response.headers.push_back({"Date", "Fri, 20 Nov 2026 07:00:00 GMT"});
  const auto wait = session::retry_after_of(response);
  require(wait.has_value() != reference.empty(), "a wait that was asked for is known", reference);
  require(!wait || wait->count() >= 0, "a wait does not run back", reference);
}

}  // namespace vancrawl::fuzz
