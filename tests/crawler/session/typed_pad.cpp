#include "tests/crawler/session/typed_pad.h"

#include <fmt/format.h>

namespace vancrawl::tests {

void TypedPad::deal(const keypads::SkinPage& page) {
  ++dealt_;
  const auto seed = static_cast<std::uint64_t>(900 + dealt_);
  const bool unreadable = unreadable_deals.contains(dealt_);
  const std::vector<std::string> same(keypads::pad_cells(page.style).size(), "8");
  pad_ =
      unreadable ? keypads::draw_pad(page.style, same, seed) : keypads::deal_pad(page.style, seed);
}

std::string TypedPad::page(bool shows_pad, const std::string& head) const {
  std::string text = head +
                     "<form action=\"/login.do\"><input type=\"hidden\" name=\"pad_id\" "
                     "value=\"7\">";
  if (shows_pad) text += fmt::format("<img id=\"pad\" src=\"/pad/{}.png\">", dealt_);
  text += "<map name=\"m\">";
  for (std::size_t i = 0; i < pad_.cells.size(); ++i) {
    const auto& cell = pad_.cells[i];
    text += fmt::format("<area coords=\"{},{},{},{}\" data-token=\"{}-{}\">", cell.x, cell.y,
                        cell.x + cell.w - 1, cell.y + cell.h - 1, dealt_, i);
  }
  return text + "</map></form>";
}

http::SendResult TypedPad::press(const Asked& asked) {
  ++presses;
  if (auto broken = breaks(presses)) return *broken;
  const auto keys = fields_of(asked.body)["keys"];
  bool anew = skin_.sends == keypads::SkinSends::kReshuffles;
  if (keys.starts_with("show:")) {
    anew = true;
    for (const auto& shown : skin_.pages) {
      if (keys == "show:" + shown.name) deal(shown);
    }
  } else {
    const auto token = keys.substr(keys.find(':') + 1);
    const auto dash = token.find('-');
    const bool stale = std::stoi(token.substr(0, dash)) != dealt_;
    const auto cell = static_cast<std::size_t>(std::stoi(token.substr(dash + 1)));
    const bool types = !stale && (stops_typing_at == 0 || presses < stops_typing_at);
    if (types) typed += pad_.faces.at(cell);
    if (presses == deals_anew_at) anew = true;
    if (anew) deal(skin_.pages.front());
  }
  return html(page(anew, "<p>입력 : " + mask() + "</p>"));
}

std::string TypedPad::mask() const {
  std::string mask;
  for (std::size_t i = 0; i < typed.size(); ++i) mask += "●";
  return mask;
}

http::SendResult TypedPad::operator()(const Asked& asked) {
  if (asked.path == "/login") {
    return html(page(true, "<input name=\"user_id\">"));
  }
  if (asked.path == "/pad/press") return press(asked);
  if (asked.path == "/pad/reload") {
    deal(skin_.pages.front());
    typed += typed_by_reload;
    return html(page(true, "<p>입력 : " + mask() + "</p>"));
  }
  if (asked.path == "/pad/clear") {
    if (clears) typed.clear();
    return html(clears ? page(false, "<p>입력 : </p>") : "<p>?</p>");
  }
  if (asked.path.starts_with("/pad/")) return answer_of(200, pad_.png, "image/png");
  if (asked.path == "/login.do") {
    submitted.push_back(typed);
    return verdict;
  }
  return html("<p>세션이 만료되었습니다</p>");
}

}  // namespace vancrawl::tests
