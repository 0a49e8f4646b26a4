#include "tests/portals/cardsales.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "tests/portals/cardsales_pages.h"
#include "tests/portals/cardsales_rows.h"
#include "tests/portals/disturbed.h"
#include "tests/portals/print.h"

namespace vancrawl::portals {
namespace {

constexpr const char* kSessionCookie = "JSESSIONID";
constexpr int kLongestTerm =
    31;  ///< days; the limit that CODEF's guide of the portal gives one query
constexpr std::size_t kSmallestPage = 10;
constexpr std::size_t kLargestPage = 1000;

void set_session(net::Answer& answer, const std::string& id) {
  answer.headers.emplace_back("Set-Cookie",
                              fmt::format("{}={}; Path=/; Secure; HttpOnly", kSessionCookie, id));
}

net::Answer refused(int status, std::string_view sentence) {
  return json_answer(fmt::format("{{\"error_msg\":\"{}\"}}", sentence), status);
}

net::Answer not_found() {
  net::Answer answer = html_answer(cardsales_pages::notice("요청하신 페이지를 찾을 수 없습니다."));
  answer.status = 404;
  return answer;
}

std::optional<std::size_t> number_between(const std::optional<std::string>& text, std::size_t low,
                                          std::size_t high) {
  std::size_t number = 0;
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stop != end || number < low || number > high) return std::nullopt;
  return number;
}

}  // namespace

Cardsales::Cardsales(PortalParts parts) : parts_(parts) {}

const std::unordered_map<std::string, Cardsales::Endpoint>& Cardsales::endpoints() {
  static const std::unordered_map<std::string, Endpoint> kEndpoints = {
      {"/page/api/approval/dayListAjax",
       {.ledger = Ledger::kApproval,
        .group_field = "merGrpId",
        .from_field = "stdDate",
        .to_field = "stdDate",
        .company_field = "cardCo",
        .render = &Cardsales::approval_summary}},
      {"/page/api/approval/detailDayListAjax",
       {.ledger = Ledger::kApproval,
        .group_field = "q.merGrpId",
        .from_field = "q.stdDate",
        .to_field = "q.stdDate",
        .company_field = "q.cardCoArray",
        .paged = true,
        .render = &Cardsales::approval_detail}},
      {"/page/purchase/day",
       {.ledger = Ledger::kAcquisition,
        .group_field = "q.merGrpId",
        .from_field = "q.searchDate",
        .to_field = "q.searchDate",
        .company_field = "q.cardCo",
        .html = true,
        .render = &Cardsales::purchase_summary}},
      {"/page/api/purchase/dayDetail",
       {.ledger = Ledger::kAcquisition,
        .group_field = "q.merGrpId",
        .from_field = "q.searchDate",
        .to_field = "q.searchDate",
        .company_field = "q.chkArr",
        .paged = true,
        .render = &Cardsales::purchase_detail}},
      {"/page/api/payment/termListAjax",
       {.ledger = Ledger::kDeposit,
        .group_field = "q.merGrpId",
        .from_field = "q.startDate",
        .to_field = "q.endDate",
        .company_field = "q.cardCo",
        .render = &Cardsales::deposit_summary}},
      {"/page/api/payment/detailTermListAjax",
       {.ledger = Ledger::kDeposit,
        .group_field = "q.merGrpId",
        .from_field = "q.startDate",
        .to_field = "q.endDate",
        .company_field = "q.cardCo",
        .day_field = "q.stdDateArray",
        .paged = true,
        .render = &Cardsales::deposit_detail}}};
  return kEndpoints;
}

net::Answer Cardsales::answer(const net::Ask& ask) {
  if (ask.path == "/authentication") return authenticate(ask);
  if (ask.method != "GET") return not_found();
  if (ask.path == "/signin") return sign_in_page(ask);
  if (ask.path == "/logout") return log_out(ask);
  const bool known = endpoints().contains(ask.path) || ask.path == "/" || ask.path == "/main" ||
                     ask.path == "/page/api/member/join/searchMember" ||
                     ask.path == "/page/api/commonCode/merGrpCode";
  if (!known) return not_found();
  const auto account = parts_.desk.account_of(ask.cookie(kSessionCookie));
  if (!account) return redirect("/signin");
  return in_session(ask, *account);
}

net::Answer Cardsales::sign_in_page(const net::Ask& ask) {
  net::Answer answer = html_answer(cardsales_pages::sign_in(""));
  if (ask.cookie(kSessionCookie).empty()) set_session(answer, parts_.desk.fresh_id());
  return answer;
}

net::Answer Cardsales::authenticate(const net::Ask& ask) {
  if (ask.method != "POST") return not_found();
  const net::Fields form = ask.form();
  const std::string login = net::first_value(form, "j_username").value_or("");
  const LoginResult result =
      parts_.desk.submit(login, net::first_value(form, "j_password").value_or(""));
  if (result != LoginResult::kAccepted) {
    return html_answer(cardsales_pages::login_refused(result, parts_.desk.state_of(login),
                                                      parts_.desk.lock_after()));
  }
  const std::string id = session_for(ask, login);
  const bool absolute = login.back() % 2 == 0 && !ask.header("host").empty();
  net::Answer answer =
      redirect(absolute ? fmt::format("https://{}/main", ask.header("host")) : "/main");
  set_session(answer, id);
  return answer;
}

std::string Cardsales::session_for(const net::Ask& ask, const std::string& login) {
  const std::string brought = ask.cookie(kSessionCookie);
  if (!parts_.keep_session_id || brought.empty()) return parts_.desk.open_session(login);
  parts_.desk.open_session(login, brought);
  return brought;
}

net::Answer Cardsales::log_out(const net::Ask& ask) {
  parts_.desk.close_session(ask.cookie(kSessionCookie));
  return redirect("/signin");
}

net::Answer Cardsales::in_session(const net::Ask& ask, std::size_t account) {
  AccountState& state = parts_.desk.state(account);
  ++state.requests;
  if (ask.path == "/page/api/member/join/searchMember") return member(account);
  if (ask.path == "/page/api/commonCode/merGrpCode") return groups(account);
  const auto endpoint = endpoints().find(ask.path);
  if (endpoint == endpoints().end()) {
    return html_answer(cardsales_pages::main_page(parts_.world, parts_.world.accounts[account]));
  }
  const auto disturbance = parts_.faults.disturb(account, ++state.listing_requests);
  return disturbed(disturbance,
                   {.logged_out =
                        [&] {
                          parts_.desk.close_sessions_of(account);
                          return redirect("/signin");
                        },
                    .maintenance = [] { return html_answer(cardsales_pages::maintenance()); },
                    .answer = [&] { return list(ask, account, endpoint->second); }});
}

net::Answer Cardsales::member(std::size_t account) const {
  const Account& who = parts_.world.accounts[account];
  const Business& first = parts_.world.businesses[who.businesses.front()];
  std::string out;
  JsonObject(out).text("mbrId", who.login_id).text("mbrNm", first.name).close();
  return json_answer(out);
}

net::Answer Cardsales::groups(std::size_t account) const {
  std::string out = "[";
  for (const std::size_t scope : parts_.world.accounts[account].scopes) {
    const Scope& group = parts_.world.scopes[scope];
    if (out.size() > 1) out += ',';
    JsonObject(out)
        .text("code", group.code)
        .text("codeName", group.name)
        .text("useYN", group.in_use ? "Y" : "N")
        .text("etc1", parts_.world.businesses[group.business].business_number)
        .close();
  }
  return json_answer(out + "]");
}

std::expected<Cardsales::Listing, net::Answer> Cardsales::read_listing(
    const net::Ask& ask, std::size_t account, const Endpoint& endpoint) const {
  const auto bad = [](std::string_view sentence) {
    return std::unexpected(refused(400, sentence));
  };
  Listing listing;
  const auto group = net::first_value(ask.query, endpoint.group_field);
  if (!group || group->empty()) return bad("가맹점그룹이 없습니다.");
  const auto& scopes = parts_.world.accounts[account].scopes;
  const auto scope = std::ranges::find(
      scopes, *group, [this](std::size_t index) { return parts_.world.scopes[index].code; });
  if (scope == scopes.end()) return std::unexpected(refused(403, "조회 권한이 없습니다."));
  listing.scope = *scope;
  listing.group = *group;
  const auto from = day_from_iso(net::first_value(ask.query, endpoint.from_field).value_or(""));
  const auto to = day_from_iso(net::first_value(ask.query, endpoint.to_field).value_or(""));
  if (!from || !to || *from > *to) return bad("조회일자가 올바르지 않습니다.");
  if (to->number - from->number >= kLongestTerm) return bad("조회기간은 31일을 넘을 수 없습니다.");
  listing.from = *from;
  listing.to = *to;
  listing.companies = net::all_values(ask.query, endpoint.company_field);
  std::erase(listing.companies, "");
  for (const std::string& text : net::all_values(ask.query, endpoint.day_field)) {
    const auto day =
        text.find('-') == std::string::npos ? day_from_compact(text) : day_from_iso(text);
    if (!day) return bad("조회일자가 올바르지 않습니다.");
    listing.days.push_back(*day);
  }
  if (!endpoint.paged) return listing;
  const auto page = number_between(net::first_value(ask.query, "currentPage"), 1, 1000000);
  const auto size =
      number_between(net::first_value(ask.query, "q.dataPerPage"), kSmallestPage, kLargestPage);
  if (!page || !size) return bad("페이지 정보가 올바르지 않습니다.");
  listing.page = *page;
  listing.size = *size;
  return listing;
}

net::Answer Cardsales::list(const net::Ask& ask, std::size_t account, const Endpoint& endpoint) {
  const auto listing = read_listing(ask, account, endpoint);
  if (listing) return rendered(ask, endpoint, *listing);
  if (!endpoint.html) return listing.error();
  net::Answer page = html_answer(cardsales_pages::notice("조회 조건이 올바르지 않습니다."));
  page.status = listing.error().status;
  return page;
}

net::Answer Cardsales::rendered(const net::Ask& ask, const Endpoint& endpoint,
                                const Listing& listing) {
  const auto wrap = [&endpoint](std::string body) {
    return endpoint.html ? html_answer(std::move(body)) : json_answer(std::move(body));
  };
  const bool keeps = parts_.prerender && !parts_.faults.touches(listing.scope, endpoint.ledger,
                                                                listing.from, listing.to);
  if (!keeps) return wrap((this->*endpoint.render)(ask, listing));
  auto [entry, fresh] = rendered_.try_emplace(ask.target);
  if (fresh) entry->second = (this->*endpoint.render)(ask, listing);
  return wrap(entry->second);
}

}  // namespace vancrawl::portals
