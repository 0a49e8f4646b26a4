#include "tests/simulation/sites.h"

#include <fstream>
#include <utility>
#include <vector>

#include "crawler/session/login_visit.h"
#include "tests/crawler/session/paper_site.h"

namespace vancrawl::simulation {
namespace {

class Flow final : public site_api::Site {
 public:
  boost::asio::awaitable<session::LoginOutcome> login(session::LoginVisit& visit) const override {
    static_cast<void>(co_await visit.open("login_form", {}));
    session::LoginForm form("login");
    form.login_id("id").password("pw");
    auto outcome = co_await visit.submit_login(std::move(form));
    co_return outcome;
  }

  boost::asio::awaitable<site_api::ScopeReading> collect(session::ReadingVisit& visit,
                                                         site_api::SliceAsk ask) const override {
    site_api::ScopeReading reading;
    reading.summary = co_await visit.read("summary", site_api::fill_of(ask));
    reading.listing = co_await visit.list("rows", site_api::fill_of(ask));
    co_return reading;
  }
};

using Change = std::pair<std::string, std::string>;

const std::vector<Change> kBoth = {
    {"requests_gap_ms = 0", "requests_gap_ms = 1000"},
    {"requests_jitter_ms = 0", "requests_jitter_ms = 300"},
    {"logins_gap_ms = 0", "logins_gap_ms = 3000"},
    {"login_shortest_gap_s = 0", "login_shortest_gap_s = 60"},
    {"reread_wait_ms = 1000", "reread_wait_ms = 60000"},
    {"maintenance_wait_ms = 5000", "maintenance_wait_ms = 1200000"},
    {"[[pages]]\npage = \"locked\"",
     "[[pages]]\npage = \"duplicate\"\nfailure = \"duplicate_login\"\nany_of = [\"이미 접속\"]\n"
     "[[pages]]\npage = \"locked\""}};

const std::vector<Change> kSecond = {{"id = \"paper\"", "id = \"tally\""},
                                     {"https://paper.test", "https://tally.test"},
                                     {"[\"paper.test\", \"files.paper.test\"]", "[\"tally.test\"]"},
                                     {"login_realm = \"paper\"", "login_realm = \"tally\""},
                                     {"[visit]\n", "[visit]\nkeep_session = false\n"}};

void apply(std::string& toml, const std::vector<Change>& changes) {
  for (const auto& [text, changed] : changes) {
    toml.replace(toml.find(text), text.size(), changed);
  }
}

}  // namespace

std::string site_id(int site) { return site == 0 ? "paper" : "tally"; }

session::SiteBook site_book(int site) {
  std::string toml = tests::kPaperToml;
  apply(toml, kBoth);
  if (site == 1) apply(toml, kSecond);
  const tests::TempFolder folder;
  std::ofstream(folder.path() / "site.toml") << toml;
  return site_api::load_site(
      folder.path().string(), {},
      site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml"));
}

std::unique_ptr<site_api::Site> site_flow() { return std::make_unique<Flow>(); }

}  // namespace vancrawl::simulation
