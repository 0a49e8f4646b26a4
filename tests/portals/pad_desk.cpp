#include "tests/portals/pad_desk.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

constexpr std::chrono::seconds kPadLife{120};
constexpr std::uint64_t kSweepEvery = 64;

struct Press {
  int x = 0;
  int y = 0;
  std::string_view token;
};

/// "12,34:abcd"
std::optional<Press> read_press(std::string_view text) {
  Press press;
  const char* end = text.data() + text.size();
  const auto [after_x, x_error] = std::from_chars(text.data(), end, press.x);
  if (x_error != std::errc{} || after_x == end || *after_x != ',') return std::nullopt;
  const auto [after_y, y_error] = std::from_chars(after_x + 1, end, press.y);
  if (y_error != std::errc{} || after_y == end || *after_y != ':') return std::nullopt;
  press.token = std::string_view(after_y + 1, end);
  return press;
}

bool contains(const keypads::Cell& cell, const Press& press) {
  return press.x >= cell.x && press.x < cell.x + cell.w && press.y >= cell.y &&
         press.y < cell.y + cell.h;
}

}  // namespace

PadDesk::PadDesk(std::uint64_t seed, Ticks ticks)
    : seed_(seed), ticks_(std::move(ticks)), dice_(seed, "pads") {}

DealtPad PadDesk::deal() {
  if (++dealt_ % kSweepEvery == 0) drop_expired();
  keypads::Pad pad = keypads::deal_pad(keypads::sample_keypad_style(), seed_ + dealt_ * 7919);
  LivePad live;
  live.shown.id = fmt::format("{:016x}", dice_.next());
  live.shown.cells = std::move(pad.cells);
  for (std::size_t i = 0; i < live.shown.cells.size(); ++i) {
    live.shown.tokens.push_back(fmt::format("{:016x}", dice_.next()));
  }
  live.faces = std::move(pad.faces);
  live.png = std::move(pad.png);
  live.dealt = ticks_();
  DealtPad shown = live.shown;
  pads_[shown.id] = std::move(live);
  return shown;
}

std::optional<std::string> PadDesk::picture(const std::string& pad_id) {
  const auto found = pads_.find(pad_id);
  if (found == pads_.end() || !is_live(found->second) || found->second.fetched) return std::nullopt;
  found->second.fetched = true;
  return std::move(found->second.png);
}

std::optional<std::string> PadDesk::read_presses(const std::string& pad_id, std::string_view keys) {
  auto node = pads_.extract(pad_id);
  ++refused_;
  if (node.empty() || !is_live(node.mapped())) return std::nullopt;
  const LivePad& pad = node.mapped();
  std::string pressed;
  while (!keys.empty()) {
    const std::size_t stop = std::min(keys.find(';'), keys.size());
    const auto press = read_press(keys.substr(0, stop));
    keys.remove_prefix(std::min(stop + 1, keys.size()));
    if (!press) return std::nullopt;
    const auto token = std::ranges::find(pad.shown.tokens, press->token);
    if (token == pad.shown.tokens.end()) return std::nullopt;
    const auto cell = static_cast<std::size_t>(token - pad.shown.tokens.begin());
    if (!contains(pad.shown.cells[cell], *press) || pad.faces[cell].empty()) return std::nullopt;
    pressed += pad.faces[cell];
  }
  --refused_;
  return pressed;
}

std::optional<std::vector<std::string>> PadDesk::faces(const std::string& pad_id) const {
  const auto found = pads_.find(pad_id);
  if (found == pads_.end()) return std::nullopt;
  return found->second.faces;
}

bool PadDesk::is_live(const LivePad& pad) const { return ticks_() - pad.dealt <= kPadLife; }

void PadDesk::drop_expired() {
  std::erase_if(pads_, [this](const auto& entry) { return !is_live(entry.second); });
}

}  // namespace vancrawl::portals
