#include "tests/crawler/engine/engine_stand.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "proxy_pool/proxy_list.h"

namespace vancrawl::tests {
namespace {

const model::SiteId kPaper("paper");

class PaperFlow final : public site_api::Site {
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
    if (ask.ledger == model::Ledger::kApproval) {
      reading.summary = co_await visit.read("summary", site_api::fill_of(ask));
      reading.listing = co_await visit.list("rows", site_api::fill_of(ask));
    } else {
      reading.listing = co_await visit.list("deposits", site_api::fill_of(ask));
    }
    co_return reading;
  }
};

boost::asio::awaitable<void> write_one(engine::StoreThread& store,
                                       const storage::Store::Change& change) {
  co_await store.run([&change](storage::Transaction& transaction) { change(transaction); });
}

}  // namespace

std::string business_number(int n) {
  for (int check = 0; check < 10; ++check) {
    auto digits = fmt::format("{:09}{}", 120'000'000 + n, check);
    if (model::is_business_number(digits)) return digits;
  }
  throw std::runtime_error("no check digit");
}

model::BusinessDate november(unsigned day) { return model::BusinessDate::from_ymd(2026, 11, day); }

std::unique_ptr<site_api::Site> paper_flow() { return std::make_unique<PaperFlow>(); }

void EndedJobs::job_began(const storage::ClaimedJob& /*job*/, std::size_t slices) {
  slices_begun.push_back(slices);
  most_running = std::max(most_running, ++running);
}

void EndedJobs::job_ended(const storage::ClaimedJob& /*job*/, const storage::JobResult& result) {
  results.push_back(result);
  --running;
}

EngineStand::EngineStand(StandOptions options)
    : vault(storage::KeyFile::create(folder.path() / "key")),
      store(storage::Store::open(folder.path() / "store.db"), engine::StoreThread::Mode::kInline),
      pool({}, proxy_pool::parse_proxy_list("proxies", options.proxies).exits),
      options_(std::move(options)) {
  restart();
  add_merchant("m1", 1, "shop", "right");
  portal.accounts["shop"] = {"right", {{"g1", business_number(1)}}};
}

void EngineStand::restart() {
  engine.reset();
  sites = std::make_unique<engine::LoadedSites>();
  sites->add(
      std::make_unique<engine::LoadedSite>(paper_book(options_.toml_text, options_.toml_changed),
                                           options_.flow(), loop.clock, loop.random));
  engine = std::make_unique<engine::Engine>(engine::EngineParts{
      store, vault, loop.clock, loop.random, *sites, exits, ended, loop.io.get_executor(),
      loop.io.get_executor(), storage::BootId(fmt::format("boot-{}", ++boots_)), "hash key"});
}

void EngineStand::write(const storage::Store::Change& change) {
  loop.run(write_one(store, change));
}

void EngineStand::add_merchant(const std::string& id, int business, const std::string& login,
                               const std::string& password) {
  const auto now = loop.clock.now();
  write([&](storage::Transaction& transaction) {
    const storage::Merchant merchant{
        model::MerchantId(id), model::BusinessNumber(business_number(business)), "가게", {}, {}};
    if (!storage::merchant(transaction, merchant.id)) {
      ASSERT_TRUE(storage::add_merchant(transaction, merchant));
      storage::Consent consent;
      consent.merchant = merchant.id;
      consent.site = kPaper;
      consent.ledgers = {model::kAllLedgers.begin(), model::kAllLedgers.end()};
      consent.dates = {november(1), november(30)};
      consent.granted_at = now;
      consent.expires_at = now + std::chrono::hours(24 * 100);
      consent.evidence_reference = "paper 1";
      ASSERT_TRUE(storage::add_consent(transaction, consent));
    }
    const auto& facts = site().book.facts;
    const storage::CredentialEntry entry{merchant.id, kPaper, facts.account(login),
                                         facts.seal_context()};
    auto text = password;
    ASSERT_TRUE(storage::set_credential(transaction, vault, entry, model::Secret::take(text), now));
  });
}

void EngineStand::sell(const std::string& scope, unsigned day,
                       const std::vector<std::int64_t>& amounts) {
  auto& rows = portal.sales[{scope, november(day).iso()}];
  for (const auto amount : amounts) {
    rows.push_back({fmt::format("{:02}{:06}", day, rows.size() + 1), amount, false, ""});
  }
}

void EngineStand::enqueue(const std::string& merchant, unsigned from, unsigned to,
                          std::vector<model::Ledger> ledgers) {
  const auto now = loop.clock.now();
  write([&](storage::Transaction& transaction) {
    for (const auto& credential :
         storage::credentials_of(transaction, model::MerchantId(merchant), kPaper)) {
      const storage::JobRequest request{model::MerchantId(merchant),
                                        kPaper,
                                        credential.account,
                                        credential.id,
                                        ledgers,
                                        {november(from), november(to)},
                                        storage::Lane::kOnDemand,
                                        now};
      static_cast<void>(storage::enqueue_or_join(transaction, request, now));
    }
  });
}

void EngineStand::run(std::chrono::milliseconds patience) {
  loop.run(engine->run_until_idle(8, patience));
}

void EngineStand::crawl(unsigned from, unsigned to, std::vector<model::Ledger> ledgers) {
  enqueue("m1", from, to, std::move(ledgers));
  run();
}

std::unique_ptr<storage::Reader> EngineStand::reader() const {
  return storage::Reader::open(folder.path() / "store.db");
}

storage::SliceStatus EngineStand::slice(unsigned day, const std::string& merchant,
                                        model::Ledger ledger) const {
  const auto found =
      storage::slice(*reader(), {model::MerchantId(merchant), kPaper, ledger, november(day)});
  if (!found) throw std::runtime_error("the slice was never published");
  return *found;
}

std::string EngineStand::state(unsigned day, const std::string& merchant,
                               model::Ledger ledger) const {
  const auto found =
      storage::slice(*reader(), {model::MerchantId(merchant), kPaper, ledger, november(day)});
  if (!found) return "none";
  const bool missing = found->state == model::SliceState::kMissing && found->latest;
  const std::string name(name_of(found->state));
  if (!missing || !found->latest->failure) return name;
  return name + ": " + std::string(name_of(*found->latest->failure));
}

std::vector<std::int64_t> EngineStand::amounts(unsigned day, const std::string& merchant) const {
  storage::RecordFilter filter;
  filter.slices.merchant = model::MerchantId(merchant);
  filter.slices.dates = model::DateRange{november(day), november(day)};
  std::vector<std::int64_t> amounts;
  for (const auto& records : storage::records(*reader(), filter)) {
    for (const auto& row : std::get<std::vector<model::ApprovalRecord>>(records.rows)) {
      amounts.push_back(row.signed_amount().value());
    }
  }
  std::ranges::sort(amounts);
  return amounts;
}

std::vector<storage::Job> EngineStand::jobs() const {
  return storage::jobs(*reader(), {}, loop.clock.now());
}

std::vector<storage::Attempt> EngineStand::attempts(const std::string& login) const {
  return storage::attempts_of(*reader(), {"paper", login});
}

}  // namespace vancrawl::tests
