#include "tests/portals/checks/stage.h"

#include <fmt/format.h>

namespace vancrawl::portals::checks {
namespace {

constexpr std::chrono::year_month_day kUntil{std::chrono::year(2026), std::chrono::month(11),
                                             std::chrono::day(20)};

World dealt(int merchants, int days, FaultLevel level, std::uint64_t seed) {
  const Day until{
      static_cast<std::int32_t>(std::chrono::sys_days(kUntil).time_since_epoch().count())};
  World world = build_world({.seed = seed,
                             .merchants = merchants,
                             .days = days,
                             .until = until,
                             .rows_per_day = std::nullopt});
  deal_wrong_passwords(world, level);
  return world;
}

std::string between(const std::string& text, const std::string& before, const std::string& after,
                    std::size_t& at) {
  const std::size_t start = text.find(before, at);
  if (start == std::string::npos) return {};
  const std::size_t end = text.find(after, start + before.size());
  at = end;
  return text.substr(start + before.size(), end - start - before.size());
}

std::string trimmed(std::string text) {
  for (std::size_t at = text.find("&nbsp;"); at != std::string::npos; at = text.find("&nbsp;")) {
    text.replace(at, 6, " ");
  }
  const std::size_t first = text.find_first_not_of(" \n\t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \n\t") - first + 1);
}

std::vector<std::string> cells_in(const std::string& row) {
  std::vector<std::string> cells;
  for (std::size_t at = row.find("<td"); at != std::string::npos; at = row.find("<td", at)) {
    const std::size_t start = row.find('>', at) + 1;
    at = std::min(row.find("</t", start), row.find("<td", start));
    cells.push_back(trimmed(row.substr(start, std::min(at, row.find('<', start)) - start)));
  }
  return cells;
}

}  // namespace

Stage::Stage(int merchants, int days, FaultLevel level, std::uint64_t seed, PageWeight weight)
    : world(dealt(merchants, days, level, seed)),
      books(make_books(world)),
      faults(deal_faults(world, books, level)),
      cardsales_desk(world, Site::kCardsales, 5, [this] { return now; }),
      keypad_desk(world, Site::kSampleKeypad, 3, [this] { return now; }),
      qwerty_desk(world, Site::kSampleQwerty, 3, [this] { return now; }),
      cardsales({world, books, faults, cardsales_desk}),
      keypad(
          {world, books, faults, keypad_desk}, weight, [this] { return now; },
          keypads::sample_keypad_skins()),
      qwerty(
          {world, books, faults, qwerty_desk}, weight, [this] { return now; },
          keypads::sample_qwerty_skins()),
      truth(parts()) {}

TruthParts Stage::parts() {
  return {.world = world,
          .books = books,
          .faults = faults,
          .cardsales_desk = cardsales_desk,
          .keypad_desk = keypad_desk,
          .qwerty_desk = qwerty_desk,
          .keypad_pads = keypad.pads(),
          .qwerty_pads = qwerty.pads(),
          .nonce = nonce,
          .changed = [] {},
          .requests = [](Site) { return 0U; },
          .gate = [this](Site) -> Gate& { return gate; }};
}

net::Ask ask_for(const std::string& method, const std::string& target, const std::string& body) {
  net::Ask ask;
  ask.method = method;
  ask.target = target;
  ask.path = target.substr(0, target.find('?'));
  if (target.find('?') != std::string::npos) {
    ask.query = net::parse_form(target.substr(target.find('?') + 1));
  }
  ask.headers["host"] = "127.0.0.1:1";
  ask.body = body;
  return ask;
}

std::string header_of(const net::Answer& answer, const std::string& name) {
  return net::first_value(answer.headers, name).value_or("");
}

net::Answer Stage::keep_cookies(net::Answer answer) {
  for (const std::string& cookie : net::all_values(answer.headers, "Set-Cookie")) {
    const std::size_t equals = cookie.find('=');
    cookies_[cookie.substr(0, equals)] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
  }
  return answer;
}

net::Answer Stage::cardsales_get(const std::string& target) {
  net::Ask ask = ask_for("GET", target);
  ask.cookies = cookies_;
  return keep_cookies(cardsales.answer(ask));
}

net::Answer Stage::cardsales_login(const std::string& login, const std::string& secret) {
  std::string escaped;
  for (const char letter : secret) escaped += fmt::format("%{:02X}", letter);
  net::Ask ask =
      ask_for("POST", "/authentication", "j_username=" + login + "&j_password=" + escaped);
  ask.headers["content-type"] = "application/x-www-form-urlencoded";
  ask.cookies = cookies_;
  return keep_cookies(cardsales.answer(ask));
}

net::Answer Stage::get(SampleKeypad& portal, const std::string& target) {
  net::Ask ask = ask_for("GET", target);
  ask.cookies = cookies_;
  return keep_cookies(portal.answer(ask));
}

net::Answer Stage::post(SampleKeypad& portal, const std::string& path, const net::Fields& form) {
  std::string body;
  for (const auto& [name, value] : form) body += (body.empty() ? "" : "&") + name + "=" + value;
  net::Ask ask = ask_for("POST", path, body);
  ask.headers["content-type"] = "application/x-www-form-urlencoded";
  ask.cookies = cookies_;
  return keep_cookies(portal.answer(ask));
}

std::string Stage::press_on(SampleKeypad& portal, std::string& page, char letter) {
  for (const std::string shown : {"", "lower", "upper", "special"}) {
    const net::Fields show = {{"pad_id", pad_on(page).id}, {"keys", "show:" + shown}};
    if (!shown.empty()) page = post(portal, "/pad/press", show).body;
    if (auto press = press_of(portal.pads(), page, letter)) return *press;
  }
  throw std::runtime_error("no page of the pad has the character");
}

net::Answer Stage::pad_login(SampleKeypad& portal, const std::string& login,
                             const std::string& secret) {
  std::string page = get(portal, "/login").body;
  const std::string id = pad_on(page).id;
  const bool each = portal.pads().answers_each_press(id);
  std::string keys;
  for (const char letter : secret) {
    const std::string press = press_on(portal, page, letter);
    if (each) {
      page = post(portal, "/pad/press", {{"pad_id", id}, {"keys", press}}).body;
    } else {
      keys += (keys.empty() ? "" : ";") + press;
    }
  }
  return post(portal, "/login.do", {{"user_id", login}, {"pad_id", id}, {"keys", keys}});
}

net::Answer Stage::keypad_get(const std::string& target) { return get(keypad, target); }
net::Answer Stage::qwerty_get(const std::string& target) { return get(qwerty, target); }

net::Answer Stage::keypad_post(const net::Fields& form) { return post(keypad, "/login.do", form); }

net::Answer Stage::keypad_login(const std::string& login, const std::string& secret) {
  return pad_login(keypad, login, secret);
}

net::Answer Stage::qwerty_login(const std::string& login, const std::string& secret) {
  return pad_login(qwerty, login, secret);
}

net::Answer Stage::truth_get(const std::string& target) {
  return truth.answer(ask_for("GET", target));
}

net::Answer Stage::truth_post(const std::string& path, const Json& body) {
  return truth.answer(ask_for("POST", path, body.dump()));
}

void Stage::enter(std::size_t account) {
  const Account& who = world.accounts[account];
  if (who.site == Site::kCardsales) {
    cardsales_login(who.login_id, who.password);
  } else {
    pad_login(who.site == Site::kSampleKeypad ? keypad : qwerty, who.login_id, who.password);
  }
}

Json Stage::cardsales_json(const std::string& target) {
  return Json::parse(cardsales_get(target).body);
}

ShownPad pad_on(const std::string& page) {
  ShownPad pad;
  std::size_t at = 0;
  pad.id = between(page, "name=\"pad_id\" value=\"", "\"", at);
  while (at != std::string::npos) {
    const std::string coords = between(page, "coords=\"", "\"", at);
    if (coords.empty()) break;
    std::array<int, 4> edge{};
    std::sscanf(coords.c_str(), "%d,%d,%d,%d", &edge[0], &edge[1], &edge[2], &edge[3]);
    pad.middles.emplace_back((edge[0] + edge[2]) / 2, (edge[1] + edge[3]) / 2);
    pad.tokens.push_back(between(page, "data-token=\"", "\"", at));
  }
  return pad;
}

std::optional<std::string> press_of(const PadDesk& pads, const std::string& page, char letter) {
  const ShownPad pad = pad_on(page);
  const auto pages = pads.faces(pad.id).value();
  for (const PadFaces& shown : pages) {
    const auto face = std::ranges::find(shown.faces, std::string(1, letter));
    if (face == shown.faces.end()) continue;
    const auto cell = static_cast<std::size_t>(face - shown.faces.begin());
    return fmt::format("{}{}{},{}:{}", shown.page, shown.page.empty() ? "" : "/",
                       pad.middles[cell].first, pad.middles[cell].second, pad.tokens[cell]);
  }
  return std::nullopt;
}

std::vector<std::vector<std::string>> cells_of(const std::string& page,
                                               const std::string& table_id) {
  std::size_t at = page.find("id=\"" + table_id + "\"");
  const std::string table = page.substr(at, page.find("</table>", at) - at);
  std::vector<std::vector<std::string>> rows;
  for (at = table.find("<tr"); at != std::string::npos; at = table.find("<tr", at + 1)) {
    auto cells = cells_in(table.substr(at, table.find("<tr", at + 1) - at));
    if (!cells.empty()) rows.push_back(std::move(cells));
  }
  return rows;
}

std::int64_t number_in(const std::string& text) {
  std::string digits;
  for (const char letter : text) {
    if ((letter >= '0' && letter <= '9') || letter == '-') digits += letter;
  }
  return std::stoll(digits);
}

}  // namespace vancrawl::portals::checks
