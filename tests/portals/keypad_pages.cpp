#include "tests/portals/keypad_pages.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace vancrawl::portals::keypad_pages {
namespace {

constexpr std::size_t kTerminalsAPage = 10;

std::string plain(std::string_view title, std::string_view body) {
  return fmt::format(
      "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\">\n"
      "<title>샘플밴 - {}</title>\n</head>\n<body>\n{}\n</body>\n</html>\n",
      title, body);
}

std::string refusal(std::string_view sentence) {
  return plain("로그인", fmt::format("<div class=\"error\"><p id=\"message\">{}</p>"
                                     "<a href=\"/login\">로그인 화면으로</a></div>",
                                     sentence));
}

/// The pad's number, its pictures, and the map that they share.
std::string pad_markup(const DealtPad& pad) {
  std::string out = fmt::format("<input type=\"hidden\" name=\"pad_id\" value=\"{}\">\n", pad.id);
  for (const PadPicture& picture : pad.pictures) {
    out += fmt::format("<img id=\"{}\" src=\"/pad/{}.png\" usemap=\"#padmap\" border=\"0\">\n",
                       picture.id, picture.name);
  }
  out += "<map name=\"padmap\">\n";
  for (std::size_t i = 0; i < pad.cells.size(); ++i) {
    const keypads::Cell& cell = pad.cells[i];
    fmt::format_to(std::back_inserter(out),
                   "<area shape=\"rect\" coords=\"{},{},{},{}\" data-token=\"{}\" href=\"#\">\n",
                   cell.x, cell.y, cell.x + cell.w - 1, cell.y + cell.h - 1, pad.tokens[i]);
  }
  return out + "</map>\n";
}

}  // namespace

std::string framed(std::string_view title, std::string_view body, const Markup& markup) {
  return fmt::format(
      "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\">\n"
      "<title>샘플밴 - {}</title>\n{}</head>\n<body>\n<div id=\"menu\"><a href=\"/main\">메인</a> "
      "<a href=\"/terminals\">단말기</a> <a href=\"/sales\">승인내역</a> "
      "<a href=\"/purchases\">매입내역</a> <a href=\"/logout\">로그아웃</a></div>\n{}\n{}</body>\n"
      "</html>\n",
      title, markup.head_noise(), body, markup.foot_noise());
}

std::string login(const DealtPad& pad) {
  return plain("로그인",
               fmt::format("<form name=\"loginForm\" action=\"/login.do\" method=\"post\">\n"
                           "아이디 <input type=\"text\" name=\"user_id\" maxlength=\"20\">\n"
                           "<input type=\"hidden\" name=\"keys\" value=\"\">\n"
                           "<p>비밀번호는 아래 보안키패드로 입력하여 주십시오.</p>\n"
                           "{}<input type=\"submit\" value=\"로그인\">\n</form>",
                           pad_markup(pad)));
}

std::string pad_pressed(const PadDesk::Pressed& pressed) {
  std::string mask;
  for (std::size_t i = 0; i < pressed.mask; ++i) mask += "●";
  DealtPad shown = pressed.shown;
  if (!pressed.dealt_anew) shown.pictures.clear();
  return plain("보안키패드", fmt::format("<p id=\"mask\">입력 : {}</p>\n<form name=\"loginForm\" "
                                         "action=\"/login.do\" method=\"post\">\n{}</form>",
                                         mask, pad_markup(shown)));
}

std::string login_refused(LoginResult result, const AccountState& state, int lock_after) {
  switch (result) {
    case LoginResult::kAccepted:
      break;
    case LoginResult::kUnknownId:
      return refusal("아이디 또는 비밀번호가 일치하지 않습니다.");
    case LoginResult::kWrongSecret:
      return refusal(
          fmt::format("비밀번호가 일치하지 않습니다. ({}회 오류, {}회 오류 시 이용이 정지됩니다)",
                      state.wrong_in_a_row, lock_after));
    case LoginResult::kLocked:
      return refusal(
          fmt::format("비밀번호 오류횟수 초과({}회)로 이용정지되었습니다. "
                      "고객센터에 잠금 해제를 요청하여 주십시오.",
                      lock_after));
    case LoginResult::kExpired:
      return plain("비밀번호 변경",
                   "<h3>비밀번호 변경</h3><p id=\"message\">비밀번호 유효기간이 "
                   "만료되었습니다. 비밀번호 변경 후 이용하여 주십시오.</p>");
    case LoginResult::kDuplicate:
      return refusal("이미 로그인 되어 있는 아이디입니다. (중복 로그인)");
    case LoginResult::kMaintenance:
      return maintenance();
    case LoginResult::kBotWall:
      return refusal("접속 제한: 비정상 접근이 감지되었습니다.");
  }
  return refusal("");
}

std::string pad_refused() {
  return refusal("보안키패드 입력이 올바르지 않습니다. 처음부터 입력하여 주십시오.");
}

std::string main_page(const World& world, const Account& account) {
  std::string businesses;
  for (const std::size_t index : account.businesses) {
    const Business& business = world.businesses[index];
    fmt::format_to(std::back_inserter(businesses),
                   "<tr><th>사업자번호</th><td class=\"bizno\">{}-{}-{}</td><th>상호</th>"
                   "<td class=\"shop\">{}</td></tr>\n",
                   business.business_number.substr(0, 3), business.business_number.substr(3, 2),
                   business.business_number.substr(5), business.name);
  }
  return framed("메인",
                fmt::format("<h3>메인</h3>\n<table id=\"member\">\n<tr><th>아이디</th><td "
                            "class=\"user\" colspan=\"3\">{}"
                            "</td></tr>\n{}</table>",
                            account.login_id, businesses),
                Markup(PageWeight::kNormal));
}

std::string session_expired() {
  return plain("안내",
               "<p id=\"message\">세션이 만료되었습니다. 다시 로그인하여 주십시오.</p>"
               "<a href=\"/login\">로그인</a>");
}

std::string logged_out() {
  return plain("안내", "<p id=\"message\">로그아웃 되었습니다.</p><a href=\"/login\">로그인</a>");
}

std::string maintenance() {
  return plain("시스템 점검",
               "<h3>시스템 점검 중</h3><p id=\"message\">서비스 점검 중입니다. 점검이 "
               "끝난 후 이용하여 주십시오.</p>");
}

std::string notice(std::string_view sentence) {
  return plain("안내", fmt::format("<p id=\"message\">{}</p>", sentence));
}

std::string terminals(const World& world, const TerminalPage& page, const Markup& markup) {
  const std::size_t total = page.scopes.size();
  const std::size_t pages =
      std::max<std::size_t>(1, (total + kTerminalsAPage - 1) / kTerminalsAPage);
  std::string rows;
  for (std::size_t i = (page.page - 1) * kTerminalsAPage;
       i < std::min(total, page.page * kTerminalsAPage); ++i) {
    const Scope& scope = world.scopes[page.scopes[i]];
    markup.open_row(rows);
    markup.cell(rows, std::to_string(i + 1));
    markup.cell(rows, scope.code);
    markup.cell(rows, scope.name);
    markup.cell(rows, world.businesses[scope.business].business_number);
    markup.cell(rows, scope.in_use ? "Y" : "N");
    markup.close_row(rows);
  }
  if (rows.empty()) rows = "<tr><td colspan=\"5\">조회된 결과가 없습니다.</td></tr>\n";
  return framed(
      "단말기",
      fmt::format(
          "<h3>단말기 목록</h3>\n<p class=\"count\">총 {}건</p>\n"
          "<table class=\"tbl_list\" id=\"list\">\n<thead><tr><th>번호</th><th>단말기번호</th>"
          "<th>가맹점명</th><th>사업자번호</th><th>사용여부</th></tr></thead>\n<tbody>\n{}</"
          "tbody></table>\n"
          "<p class=\"paging\">현재 {} / {} 페이지</p>",
          total, rows, page.page, pages),
      markup);
}

}  // namespace vancrawl::portals::keypad_pages
