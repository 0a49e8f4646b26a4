#include "tests/simulation/portal.h"

#include <algorithm>

#include <fmt/format.h>

namespace vancrawl::simulation {
namespace {

using tests::answer_of;
using tests::html;

constexpr std::size_t kPageSize = 3;
constexpr int kErrorsThatLock = 5;
constexpr int kMaintenanceMinutes = 60;
constexpr int kRenamedMinutes = 360;
constexpr std::chrono::minutes kSessionLasts{20};
const char* const kForm = "<form action=\"/login\"><input name=\"login_id\"></form>";

}  // namespace

model::AccountKey Portal::key_of(const std::string& login) const {
  return {site_ == 0 ? "paper" : "tally", login};
}

http::Response Portal::answer(const tests::Asked& asked, int minute) {
  if (auto odd = disturbed(minute)) return std::move(*odd);
  if (asked.method == "POST" && asked.path == "/login") return log_in(asked, minute);
  if (asked.path == "/login") return html(kForm);
  return in_session(asked, minute);
}

std::optional<http::Response> Portal::disturbed(int minute) {
  if (plan_.happens(FaultKind::kMaintenance, minute, site_)) {
    maintenance_until_ = minute + kMaintenanceMinutes;
  }
  if (minute < maintenance_until_) return html("점검 중", 503);
  if (plan_.happens(FaultKind::kWall, minute, site_)) return html("접속 제한", 403);
  if (plan_.happens(FaultKind::kUnknownPage, minute, site_)) return html("<p>?</p>");
  if (plan_.happens(FaultKind::kSessionLost, minute, site_)) forget_sessions();
  if (plan_.happens(FaultKind::kThrottled, minute, site_)) {
    auto response = answer_of(429, "");
    response.headers.push_back({"Retry-After", "900"});
    watch_.told_to_wait(site_, clock_.world() + std::chrono::seconds(900));
    return response;
  }
  return std::nullopt;
}

http::Response Portal::log_in(const tests::Asked& asked, int minute) {
  const auto fields = tests::fields_of(asked.body);
  const auto& login = fields.at("id");
  const auto found = accounts.find(login);
  if (found == accounts.end()) return html("비밀번호가 일치하지 않습니다");
  auto& account = found->second;
  const bool is_right = account.password == fields.at("pw");
  watch_.secret_judged(key_of(login), fields.at("pw"), is_right);
  if (account.locked) return html("이용정지");
  if (!is_right) {
    if (++account.wrong >= kErrorsThatLock) {
      account.locked = true;
      watch_.locked(key_of(login));
    }
    return html(fmt::format("비밀번호가 일치하지 않습니다 ({}회 오류)", account.wrong));
  }
  account.wrong = 0;
  if (account.expired) return html("유효기간이 만료");
  std::erase_if(sessions_,
                [&](const auto& one) { return clock_.world() - one.second.used > kSessionLasts; });
  const bool is_open =
      std::ranges::any_of(sessions_, [&](const auto& one) { return one.second.login == login; });
  if (site_ == 1 && is_open) return html("이미 접속 중입니다");
  if (plan_.happens(FaultKind::kUnknownAfterLogin, minute, site_)) return html("<p>?</p>");
  const auto token = fmt::format("{}-{}", site_, ++last_session_);
  sessions_[token] = {login, clock_.world()};
  auto response = answer_of(200, R"({"main":1})");
  response.headers.push_back({"Set-Cookie", "SID=" + token});
  return response;
}

http::Response Portal::in_session(const tests::Asked& asked, int minute) {
  const auto cookie = asked.cookies.find("SID");
  const auto session =
      cookie == asked.cookies.end() ? sessions_.end() : sessions_.find(cookie->second);
  const bool lasts =
      session != sessions_.end() && clock_.world() - session->second.used <= kSessionLasts;
  if (!lasts) return tests::redirect_to("/login");
  session->second.used = clock_.world();
  const auto& account = accounts.at(session->second.login);
  if (asked.path == "/logout") {
    sessions_.erase(session);
    return html(kForm);
  }
  if (asked.path == "/main") return answer_of(200, R"({"main":1})");
  if (asked.path == "/scopes") return answer_of(200, scopes_of(account));
  if (asked.path == "/day") return answer_of(200, summary_of(asked, minute));
  if (asked.path == "/rows") return answer_of(200, rows_of(asked, minute));
  return html("<p>?</p>", 404);
}

std::string Portal::scopes_of(const Account& account) const {
  std::string lines;
  for (const auto& [code, business] : account.scopes) {
    lines +=
        fmt::format(R"({}{{"code":"{}","biz":"{}"}})", lines.empty() ? "" : ",", code, business);
  }
  return "[" + lines + "]";
}

std::string Portal::summary_of(const tests::Asked& asked, int minute) {
  int count[2] = {};
  std::int64_t sum[2] = {};
  const Day day{asked.query.at("scope"), asked.query.at("date")};
  totals_asked_[day] = clock_.world();
  const auto& states = book_[day];
  const std::vector<Sale> rows = states.empty() ? std::vector<Sale>() : states.back().rows;
  for (const auto& row : rows) {
    ++count[row.cancel ? 1 : 0];
    sum[row.cancel ? 1 : 0] += row.amount;
  }
  if (plan_.happens(FaultKind::kWrongTotals, minute, site_)) {
    count[0] += 7;
    sum[0] += 123'457;
  }
  return fmt::format(R"({{"date":"{}","scope":"{}","lines":[{}],"totals":)"
                     R"({{"sales":"{}","sold":"{}","cancels":"{}","cancelled":"{}"}}}})",
                     day.second, day.first, rows.empty() ? "" : R"({"company":"01"})", count[0],
                     sum[0], count[1], sum[1]);
}

void Portal::happen_between_pages(const Day& day, int minute) {
  if (plan_.happens(FaultKind::kRowBetweenPages, minute, site_)) {
    change(day, {fmt::format("9{:07}", ++extra_sales_), 3000, false});
  }
  if (plan_.happens(FaultKind::kCancelBetweenPages, minute, site_)) {
    cancel_one(day);
  }
}

/// A sale that is not cancelled yet: no portal lists one cancel twice.
void Portal::cancel_one(const Day& day) {
  const auto rows = book_[day].back().rows;
  for (auto row : rows) {
    row.cancel = true;
    if (std::ranges::find(rows, row) != rows.end()) continue;
    return change(day, row);
  }
}

std::string Portal::rows_of(const tests::Asked& asked, int minute) {
  const Day day{asked.query.at("scope"), asked.query.at("date")};
  auto page = std::stoul(asked.query.at("page"));
  if (page > 1) {
    happen_between_pages(day, minute);
    if (plan_.happens(FaultKind::kLostPage, minute, site_)) return "[]";
    if (plan_.happens(FaultKind::kPageTwice, minute, site_)) page = 1;
  }
  if (plan_.happens(FaultKind::kRenamedColumn, minute, site_)) {
    renamed_until_ = minute + kRenamedMinutes;
  }
  const auto& states = book_[day];
  if (states.empty()) return "[]";
  auto rows = states.back().rows;
  if (site_ == 1) std::ranges::reverse(rows);
  const auto first = (page - 1) * kPageSize;
  std::string lines;
  for (auto i = first; i < std::min(rows.size(), first + kPageSize); ++i) {
    lines += (lines.empty() ? "" : ",") + line_of(rows, i, day.second);
  }
  if (minute < renamed_until_) {
    for (std::size_t at = 0; (at = lines.find("\"amount\"", at)) != std::string::npos; ++at) {
      lines.replace(at, 8, "\"sum\"");
    }
  }
  return "[" + lines + "]";
}

std::string Portal::line_of(const std::vector<Sale>& rows, std::size_t at,
                            const std::string& date) const {
  const auto& row = rows[at];
  const auto numbers = site_ == 0 ? fmt::format(R"("no":{},"total":{},)", at + 1, rows.size()) : "";
  return fmt::format(R"({{{}"merchant":"0012345678","date":"{}","time":"12:00:00","company":"01",)"
                     R"("approval":"{}","kind":"{}","amount":"{}"}})",
                     numbers, date, row.approval, row.cancel ? 1 : 0, row.amount);
}

void Portal::sell(const std::string& scope, model::BusinessDate date, Sale sale) {
  change({scope, date.iso()}, std::move(sale));
}

void Portal::change(const Day& day, Sale sale) {
  auto& states = book_[day];
  auto rows = states.empty() ? std::vector<Sale>() : states.back().rows;
  rows.push_back(std::move(sale));
  states.push_back({clock_.world(), std::move(rows)});
}

const std::vector<Sale>& Portal::sales(const std::string& scope, model::BusinessDate date) {
  static const std::vector<Sale> kNone;
  const auto& states = book_[{scope, date.iso()}];
  return states.empty() ? kNone : states.back().rows;
}

bool Portal::stood_so(const std::string& scope, model::BusinessDate date,
                      std::vector<Sale> rows) const {
  const Day day{scope, date.iso()};
  std::ranges::sort(rows);
  const auto asked = totals_asked_.find(day);
  const auto states = book_.find(day);
  if (states == book_.end() || states->second.empty()) return rows.empty();
  for (auto state = states->second.rbegin(); state != states->second.rend(); ++state) {
    auto stood = state->rows;
    std::ranges::sort(stood);
    if (stood == rows) return true;
    // What stood before the totals were asked for was over then.
    if (asked == totals_asked_.end() || state->since <= asked->second) return false;
  }
  return rows.empty();
}

}  // namespace vancrawl::simulation
