#include "crawler/site_api/site.h"

namespace vancrawl::sites::cardsales {
namespace {

using boost::asio::awaitable;
using model::Ledger;
using session::Fill;

/// The names under which each ledger's pages take what the day's summary listed, repeated once per
/// card company (docs/evidence/cardsales.md, "on the wire").
struct LedgerPages {
  std::string summary;
  std::string rows;
  std::string company_parameter;
};

LedgerPages pages_of(Ledger ledger) {
  switch (ledger) {
    case Ledger::kApproval:
      return {"approval_summary", "approval_rows", "q.cardCoArray"};
    case Ledger::kAcquisition:
      return {"acquisition_summary", "acquisition_rows", "chkArrBase"};
    case Ledger::kDeposit:
      return {"deposit_summary", "deposit_rows", "q.stdDateArray"};
  }
  __builtin_unreachable();
}

Fill detail_fill(const page::TableReading& summary, const site_api::SliceAsk& ask,
                 const std::string& company_parameter) {
  auto fill = site_api::fill_of(ask);
  for (const auto& line : summary.texts) {
    const bool by_date = ask.ledger == Ledger::kDeposit;
    fill.extra.emplace_back(company_parameter, by_date ? ask.date.iso() : line.at("card_company"));
    fill.extra.emplace_back("amt", line.at("amount"));
    fill.extra.emplace_back("tcnt", line.at("count"));
    if (ask.ledger != Ledger::kAcquisition) continue;
    fill.extra.emplace_back("q.chkArr", line.at("card_company"));
  }
  return fill;
}

class CardSales final : public site_api::Site {
 public:
  awaitable<session::LoginOutcome> login(session::LoginVisit& visit) const override {
    co_await visit.open("login_form", {});
    session::LoginForm form("login");
    form.login_id("j_username").password("j_password");
    auto outcome = co_await visit.submit_login(std::move(form));
    co_return outcome;
  }

  awaitable<site_api::ScopeReading> collect(session::ReadingVisit& visit,
                                            site_api::SliceAsk ask) const override {
    const auto pages = pages_of(ask.ledger);
    site_api::ScopeReading reading;
    auto summary = co_await visit.read(pages.summary, site_api::fill_of(ask));
    auto detail = detail_fill(summary, ask, pages.company_parameter);
    reading.listing = co_await visit.list(pages.rows, std::move(detail));
    reading.summary = std::move(summary);
    co_return reading;
  }
};

}  // namespace

std::unique_ptr<site_api::Site> make_site() { return std::make_unique<CardSales>(); }

}  // namespace vancrawl::sites::cardsales
