#include "tests/portals/sample_keypad.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include <fmt/format.h>

#include "tests/portals/cp949.h"
#include "tests/portals/disturbed.h"
#include "tests/portals/keypad_pages.h"

namespace vancrawl::portals {
namespace {

constexpr const char* kSessionCookie = "SVSESSION";
constexpr std::size_t kUsualPage = 100;
constexpr std::size_t kLargestPage = 500;

net::Answer korean(const std::string& utf8, int status = 200) {
  net::Answer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "text/html; charset=EUC-KR"}, {"Cache-Control", "no-store"}};
  answer.body = to_cp949(utf8);
  return answer;
}

net::Answer missing(std::string_view sentence, int status) {
  return korean(keypad_pages::notice(sentence), status);
}

/// The parameter as a number from 1 to `high`; `usual` when it is absent, nothing when it is wrong.
std::optional<std::size_t> number_of(const net::Ask& ask, const std::string& name,
                                     std::size_t usual, std::size_t high) {
  const auto text = net::first_value(ask.query, name);
  if (!text || text->empty()) return usual;
  std::size_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stop != end || number < 1 || number > high) return std::nullopt;
  return number;
}

}  // namespace

SampleKeypad::SampleKeypad(PortalParts parts, PageWeight weight, Ticks ticks,
                           std::span<const keypads::SampleSkin> skins)
    : parts_(parts), markup_(weight), pads_(parts.world.order.seed, std::move(ticks), skins) {}

net::Answer SampleKeypad::answer(const net::Ask& ask) {
  if (ask.path == "/login.do" && ask.method == "POST") return log_in(ask);
  const bool on_pad =
      ask.path == "/pad/press" || ask.path == "/pad/clear" || ask.path == "/pad/reload";
  if (on_pad && ask.method == "POST") return press(ask);
  if (ask.method != "GET") return missing("잘못된 요청입니다.", 405);
  if (ask.path == "/login" || ask.path == "/") return korean(keypad_pages::login(pads_.deal()));
  if (ask.path.starts_with("/pad/")) return picture(ask.path);
  if (ask.path == "/logout") return log_out(ask);
  const bool known = ask.path == "/main" || ask.path == "/terminals" || ask.path == "/sales" ||
                     ask.path == "/purchases";
  if (!known) return missing("요청하신 페이지를 찾을 수 없습니다.", 404);
  const auto account = parts_.desk.account_of(ask.cookie(kSessionCookie));
  if (!account) return korean(keypad_pages::session_expired());
  return in_session(ask, *account);
}

net::Answer SampleKeypad::picture(const std::string& path) {
  constexpr std::string_view kFolder = "/pad/";
  constexpr std::string_view kEnding = ".png";
  const bool named = path.ends_with(kEnding) && path.size() > kFolder.size() + kEnding.size();
  const std::string id =
      named ? path.substr(kFolder.size(), path.size() - kFolder.size() - kEnding.size()) : "";
  auto png = pads_.picture(id);
  if (!png) return missing("보안키패드가 만료되었습니다.", 404);
  net::Answer answer;
  answer.headers = {{"Content-Type", "image/png"}, {"Cache-Control", "no-store"}};
  answer.body = std::move(*png);
  return answer;
}

net::Answer SampleKeypad::press(const net::Ask& ask) {
  const net::Fields form = ask.form();
  const std::string pad = net::first_value(form, "pad_id").value_or("");
  const auto taken = [&] {
    if (ask.path == "/pad/clear") return pads_.clear(pad);
    if (ask.path == "/pad/reload") return pads_.reload(pad);
    return pads_.press(pad, net::first_value(form, "keys").value_or(""));
  };
  const auto pressed = taken();
  return korean(pressed ? keypad_pages::pad_pressed(*pressed) : keypad_pages::pad_refused());
}

std::optional<std::string> SampleKeypad::secret_of(const net::Fields& form) {
  if (parts_.plain_login) {
    if (auto plain = net::first_value(form, "password")) return plain;
  }
  return pads_.read_presses(net::first_value(form, "pad_id").value_or(""),
                            net::first_value(form, "keys").value_or(""));
}

net::Answer SampleKeypad::log_in(const net::Ask& ask) {
  const net::Fields form = ask.form();
  const std::string login = net::first_value(form, "user_id").value_or("");
  const auto secret = secret_of(form);
  if (!secret) return korean(keypad_pages::pad_refused());
  const LoginResult result = parts_.desk.submit(login, *secret);
  if (result != LoginResult::kAccepted) {
    return korean(
        keypad_pages::login_refused(result, parts_.desk.state_of(login), parts_.desk.lock_after()));
  }
  const std::string id = parts_.desk.open_session(login);
  const std::size_t account = *parts_.desk.account_of(id);
  net::Answer answer =
      korean(keypad_pages::main_page(parts_.world, parts_.world.accounts[account]));
  answer.headers.emplace_back("Set-Cookie",
                              fmt::format("{}={}; Path=/; Secure; HttpOnly", kSessionCookie, id));
  return answer;
}

net::Answer SampleKeypad::log_out(const net::Ask& ask) {
  parts_.desk.close_session(ask.cookie(kSessionCookie));
  return korean(keypad_pages::logged_out());
}

net::Answer SampleKeypad::in_session(const net::Ask& ask, std::size_t account) {
  AccountState& state = parts_.desk.state(account);
  ++state.requests;
  if (ask.path == "/main") {
    return korean(keypad_pages::main_page(parts_.world, parts_.world.accounts[account]));
  }
  if (ask.path == "/terminals") return terminals(ask, account);
  const Ledger ledger = ask.path == "/sales" ? Ledger::kApproval : Ledger::kAcquisition;
  const auto disturbance = parts_.faults.disturb(account, ++state.listing_requests);
  return disturbed(disturbance, {.logged_out =
                                     [&] {
                                       parts_.desk.close_sessions_of(account);
                                       return korean(keypad_pages::session_expired());
                                     },
                                 .maintenance = [] { return korean(keypad_pages::maintenance()); },
                                 .answer = [&] { return list(ask, account, ledger); }});
}

net::Answer SampleKeypad::terminals(const net::Ask& ask, std::size_t account) const {
  const auto page = number_of(ask, "page", 1, 10000);
  if (!page) return missing("페이지 번호가 올바르지 않습니다.", 400);
  return korean(keypad_pages::terminals(parts_.world,
                                        {parts_.world.accounts[account].scopes, *page}, markup_));
}

net::Answer SampleKeypad::list(const net::Ask& ask, std::size_t account, Ledger ledger) {
  const std::string terminal = net::first_value(ask.query, "tid").value_or("");
  const auto day = day_from_compact(net::first_value(ask.query, "date").value_or(""));
  const bool numbers = number_of(ask, "page", 1, 10000) && number_of(ask, "size", 1, kLargestPage);
  if (terminal.empty() || !day || !numbers) return missing("조회 조건이 올바르지 않습니다.", 400);
  const auto& scopes = parts_.world.accounts[account].scopes;
  const auto scope = std::ranges::find(
      scopes, terminal, [this](std::size_t index) { return parts_.world.scopes[index].code; });
  if (scope == scopes.end()) return missing("조회 권한이 없는 단말기입니다.", 200);
  const bool keeps = parts_.prerender && !parts_.faults.touches(*scope, ledger, *day, *day);
  if (!keeps) return korean(render(ask, ledger, *scope, *day));
  auto [entry, fresh] = rendered_.try_emplace(ask.target);
  if (fresh) entry->second = to_cp949(render(ask, ledger, *scope, *day));
  net::Answer answer = korean("");
  answer.body = entry->second;
  return answer;
}

std::string SampleKeypad::render(const net::Ask& ask, Ledger ledger, std::size_t scope, Day day) {
  RowList rows = parts_.books.listing(scope, ledger, day);
  std::ranges::reverse(rows);
  const std::size_t size = *number_of(ask, "size", kUsualPage, kLargestPage);
  keypad_pages::ListingPage page{.world = parts_.world,
                                 .books = parts_.books,
                                 .terminal = parts_.world.scopes[scope].code,
                                 .day = day,
                                 .page = *number_of(ask, "page", 1, 10000),
                                 .pages = std::max<std::size_t>(1, (rows.size() + size - 1) / size),
                                 .totals = totals_of(parts_.books, ledger, rows),
                                 .rows = {}};
  if (!rows.empty()) {
    const TotalShift shift = parts_.faults.shift_of_total(scope, ledger, day);
    page.totals.sales.count += shift.count;
    page.totals.sales.amount += shift.amount;
  }
  page.rows = parts_.faults.page_of({scope, ledger, page.page, size}, day, day, rows);
  return ledger == Ledger::kApproval ? keypad_pages::sales(page, markup_)
                                     : keypad_pages::purchases(page, markup_);
}

}  // namespace vancrawl::portals
