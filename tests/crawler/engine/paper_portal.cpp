#include "tests/crawler/engine/paper_portal.h"

#include <fmt/format.h>

namespace vancrawl::tests {
namespace {

constexpr std::size_t kPageSize = 3;
const char* const kForm = "<form action=\"/login\"><input name=\"login_id\"></form>";

}  // namespace

http::SendResult PaperPortal::answer(const Asked& asked) {
  if (disturb) {
    auto disturbed = disturb(asked);
    if (disturbed) return std::move(*disturbed);
  }
  return honest(asked);
}

http::SendResult PaperPortal::honest(const Asked& asked) {
  if (asked.method == "POST" && asked.path == "/login") return log_in(asked);
  if (asked.path == "/login") return html(kForm);
  const auto cookie = asked.cookies.find("SID");
  const auto session =
      cookie == asked.cookies.end() ? sessions_.end() : sessions_.find(cookie->second);
  if (session == sessions_.end()) return redirect_to("/login");
  if (asked.path == "/logout") {
    sessions_.erase(session);
    return html(kForm);
  }
  if (asked.path == "/main") return answer_of(200, R"({"main":1})");
  if (asked.path == "/scopes") return answer_of(200, scopes_of(accounts.at(session->second)));
  if (asked.path == "/day") return answer_of(200, summary_of(asked));
  if (asked.path == "/rows") return answer_of(200, rows_of(asked));
  if (asked.path == "/deposits") return answer_of(200, "[]");
  return html("<p>?</p>", 404);
}

http::SendResult PaperPortal::log_in(const Asked& asked) {
  const auto fields = fields_of(asked.body);
  const auto found = accounts.find(fields.at("id"));
  if (found == accounts.end()) return html("비밀번호가 일치하지 않습니다");
  auto& account = found->second;
  ++account.submits;
  if (account.password != fields.at("pw")) {
    return html(fmt::format("비밀번호가 일치하지 않습니다 ({}회 오류)", ++account.wrong));
  }
  account.wrong = 0;
  const auto token = std::to_string(++last_session_);
  sessions_[token] = found->first;
  auto response = answer_of(200, R"({"main":1})");
  response.headers.push_back({"Set-Cookie", "SID=" + token});
  return response;
}

std::string PaperPortal::scopes_of(const Account& account) const {
  std::string lines;
  for (const auto& scope : account.scopes) {
    lines += fmt::format(R"({}{{"code":"{}","biz":"{}"}})", lines.empty() ? "" : ",", scope.code,
                         scope.business);
  }
  return "[" + lines + "]";
}

std::string PaperPortal::summary_of(const Asked& asked) {
  int count[2] = {};
  std::int64_t sum[2] = {};
  const auto& rows = sales[{asked.query.at("scope"), asked.query.at("date")}];
  for (const auto& row : rows) {
    ++count[row.cancel ? 1 : 0];
    sum[row.cancel ? 1 : 0] += row.amount;
  }
  return fmt::format(R"({{"date":"{}","scope":"{}","lines":[{}],"totals":)"
                     R"({{"sales":"{}","sold":"{}","cancels":"{}","cancelled":"{}"}}}})",
                     asked.query.at("date"), asked.query.at("scope"),
                     rows.empty() ? "" : R"({"company":"01"})", count[0], sum[0], count[1], sum[1]);
}

std::string PaperPortal::rows_of(const Asked& asked) {
  const auto date = asked.query.at("date");
  const auto& rows = sales[{asked.query.at("scope"), date}];
  const auto first = (std::stoul(asked.query.at("page")) - 1) * kPageSize;
  std::string lines;
  for (auto i = first; i < std::min(rows.size(), first + kPageSize); ++i) {
    const auto& row = rows[i];
    lines += fmt::format(
        R"({}{{"no":{},"total":{},"merchant":"0012345678","date":"{}","time":"12:00:00",)"
        R"("company":"01","approval":"{}","kind":"{}","amount":"{}"{}}})",
        lines.empty() ? "" : ",", i + 1, rows.size(), date, row.approval, row.cancel ? 1 : 0,
        row.amount, row.business.empty() ? "" : fmt::format(R"(,"biz":"{}")", row.business));
  }
  return "[" + lines + "]";
}

}  // namespace vancrawl::tests
