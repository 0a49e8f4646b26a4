#include "crawler/site_api/site.h"

namespace vancrawl::sites::sample_qwerty {
namespace {

using boost::asio::awaitable;

class SampleQwerty final : public site_api::Site {
 public:
  awaitable<session::LoginOutcome> login(session::LoginVisit& visit) const override {
    auto page = co_await visit.open("login_form", {});
    const auto on_page = visit.form_of(page, "/login.do", "login");
    auto pad = co_await visit.read_pad("login", on_page);
    session::LoginForm form("login");
    form.text("pad_id", on_page.hidden("pad_id")).login_id("user_id");
    form.presses("keys", std::move(pad));
    auto outcome = co_await visit.submit_login(std::move(form));
    co_return outcome;
  }

  awaitable<site_api::ScopeReading> collect(session::ReadingVisit& visit,
                                            site_api::SliceAsk ask) const override {
    const bool approvals = ask.ledger == model::Ledger::kApproval;
    site_api::ScopeReading reading;
    reading.listing = co_await visit.list(approvals ? "approval_rows" : "acquisition_rows",
                                          site_api::fill_of(ask));
    co_return reading;
  }
};

}  // namespace

std::unique_ptr<site_api::Site> make_site() { return std::make_unique<SampleQwerty>(); }

}  // namespace vancrawl::sites::sample_qwerty
