#include "tests/portals/cardsales_pages.h"

#include <iterator>

#include <fmt/format.h>

#include "tests/portals/print.h"

namespace vancrawl::portals::cardsales_pages {
namespace {

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"ko\">\n<head>\n<meta charset=\"UTF-8\">\n"
      "<title>{} | 가맹점 매출거래정보 통합조회 시스템</title>\n"
      "<link rel=\"stylesheet\" href=\"/resources/css/common.css\">\n"
      "<script src=\"/resources/js/jquery.min.js\"></script>\n</head>\n<body>\n{}\n"
      "<div id=\"footer\">여신금융협회</div>\n</body>\n</html>\n",
      title, body);
}

void append_cell(std::string& out, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "<td class=\"tar\">{}</td>\n", text);
}

/// 매입건수 to 지급예정합계, in the order of the portal's own table.
void append_totals(std::string& out, const KindTotals& totals) {
  append_cell(out, std::to_string(totals.count));
  for (const std::int64_t amount : {totals.amount, totals.base_fee, totals.point_fee,
                                    totals.other_fee, totals.fee(), totals.vat, totals.payout}) {
    append_cell(out, with_commas(amount));
  }
}

std::string company_row(std::size_t company, const KindTotals& totals) {
  std::string row = fmt::format(
      "<tr id=\"mainHistoryTr\">\n<td style=\"display:none\">"
      "<input type=\"hidden\" name=\"cardCo\" value=\"{}\"></td>\n<td>{}</td>\n",
      kCardCompanies[company].code, kCardCompanies[company].name);
  append_totals(row, totals);
  return row + "</tr>\n";
}

std::string search_form(const PurchaseDay& day) {
  return fmt::format(
      "<form id=\"searchForm\" method=\"get\" action=\"/page/purchase/day\">\n"
      "<input type=\"hidden\" name=\"q.searchDateCode\" value=\"PCA_DATE\">\n"
      "<input type=\"hidden\" name=\"q.oldMerGrpId\" value=\"{0}\">\n"
      "<input type=\"hidden\" name=\"q.oldSearchDate\" value=\"{1}\">\n"
      "<input type=\"text\" id=\"merGrpId\" name=\"q.merGrpId\" value=\"{0}\">\n"
      "<input type=\"text\" id=\"searchDate\" name=\"q.searchDate\" value=\"{1}\">\n"
      "<button type=\"button\" id=\"searchBtn\">조회</button>\n</form>\n",
      day.group, day.search_date);
}

constexpr std::string_view kPurchaseHead =
    "<div class=\"table_cell_head\"><table><thead><tr>"
    "<th style=\"display:none\"></th><th>카드사</th><th>매입건수</th><th>매입합계</th>"
    "<th>가맹점수수료</th><th>포인트수수료</th><th>기타수수료</th><th>수수료계</th>"
    "<th>부가세<br>(대리납부)</th><th>지급예정합계</th></tr></thead></table></div>\n";

}  // namespace

std::string sign_in(std::string_view reason) {
  return page(
      "로그인",
      fmt::format("<div class=\"login\">\n<p class=\"msg\" id=\"loginMessage\">{}</p>\n"
                  "<form id=\"loginForm\" action=\"/authentication\" method=\"post\">\n"
                  "<label for=\"j_username\">아이디</label><input type=\"text\" id=\"j_username\" "
                  "name=\"j_username\">\n<label for=\"j_password\">비밀번호</label>"
                  "<input type=\"password\" id=\"j_password\" name=\"j_password\">\n"
                  "<button type=\"submit\" id=\"goLogin\">로그인</button>\n</form>\n</div>",
                  reason));
}

std::string login_refused(LoginResult result, const AccountState& state, int lock_after) {
  switch (result) {
    case LoginResult::kAccepted:
      break;
    case LoginResult::kUnknownId:
      return sign_in("아이디 또는 비밀번호가 일치하지 않습니다.");
    case LoginResult::kWrongSecret:
      return sign_in(fmt::format("아이디 또는 비밀번호가 일치하지 않습니다. ({}회 오류)",
                                 state.wrong_in_a_row));
    case LoginResult::kLocked:
      return sign_in(
          fmt::format("비밀번호 오류횟수 초과({}회)로 이용정지된 아이디입니다. "
                      "본인확인 후 잠금을 해제하여 주시기 바랍니다.",
                      lock_after));
    case LoginResult::kExpired:
      return page(
          "비밀번호 변경",
          "<h2>비밀번호 변경</h2>\n<p>비밀번호 유효기간이 만료되었습니다. 비밀번호를 변경하여 "
          "주시기 바랍니다.</p>\n<form id=\"pwdForm\" action=\"/member/password\" "
          "method=\"post\"><input type=\"password\" name=\"newPassword\"></form>");
    case LoginResult::kDuplicate:
      return sign_in("이미 로그인 중인 아이디입니다. 다른 곳에서 로그인되어 있습니다.");
    case LoginResult::kMaintenance:
      return maintenance();
    case LoginResult::kBotWall:
      return bot_wall();
  }
  return sign_in("");
}

std::string main_page(const World& world, const Account& account) {
  const Business& first = world.businesses[account.businesses.front()];
  return page("메인",
              fmt::format("<div id=\"header\"><span class=\"user\">{} 님</span> <a "
                          "href=\"/logout\">로그아웃</a></div>\n"
                          "<ul class=\"menu\"><li><a href=\"/page/approval/day\">승인내역</a></li>"
                          "<li><a href=\"/page/purchase/day\">매입내역</a></li>"
                          "<li><a href=\"/page/payment/term\">입금내역</a></li></ul>",
                          first.name));
}

std::string maintenance() {
  return page("시스템 점검",
              "<h2>시스템 점검 안내</h2>\n<p>보다 나은 서비스를 위하여 시스템 점검 "
              "중입니다. 잠시 후 이용하여 주시기 바랍니다.</p>");
}

std::string bot_wall() {
  return page("접속 제한",
              "<!--dynapath:error-->\n<h2>비정상 접근으로 인한 차단 알림</h2>\n"
              "<p>접속 제한: 인터넷 쿠키를 삭제한 후 다시 접속하여 주십시오.</p>");
}

std::string notice(std::string_view sentence) {
  return page("알림", fmt::format("<p class=\"error\">{}</p>", sentence));
}

std::string purchase_day(const PurchaseDay& day) {
  std::string body = search_form(day);
  body += "<div id=\"list-content\">\n";
  body += kPurchaseHead;
  body += "<div class=\"table_cell_body\"><table><tbody id=\"tbodyMain\">\n";
  for (const auto& [company, totals] : day.companies) body += company_row(company, totals);
  if (day.companies.empty()) {
    body += "<tr><td colspan=\"10\" class=\"nodata\">조회된 결과가 없습니다.</td></tr>\n";
  }
  body +=
      "</tbody></table></div>\n<div class=\"table_cell_footer\"><table><tbody>"
      "<tr class=\"toptal\">\n<td>합계</td>\n";
  append_totals(body, day.sum);
  body += "</tr></tbody></table></div>\n</div>";
  return page("일별 매입내역", body);
}

}  // namespace vancrawl::portals::cardsales_pages
