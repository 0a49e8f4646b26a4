#include "tests/portals/pad_desk.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

using keypads::SampleSkin;
using keypads::SkinPage;
using keypads::SkinSends;

constexpr std::chrono::seconds kPadLife{120};
constexpr std::uint64_t kSweepEvery = 64;
constexpr std::string_view kShow = "show:";

struct Press {
  std::string_view page;  ///< empty: the one that shows
  int x = 0;
  int y = 0;
  std::string_view token;
};

/// "12,34:abcd" or "upper/12,34:abcd"
std::optional<Press> read_press(std::string_view text) {
  Press press;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    press.page = text.substr(0, slash);
    text.remove_prefix(slash + 1);
  }
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

std::span<const SkinPage> first_pages(const SampleSkin& skin) {
  return std::span(skin.pages).first(skin.sends == SkinSends::kOneField ? skin.pages.size() : 1);
}

}  // namespace

PadDesk::PadDesk(std::uint64_t seed, Ticks ticks, std::span<const SampleSkin> skins)
    : seed_(seed), ticks_(std::move(ticks)), skins_(skins), dice_(seed, "pads") {}

DealtPad PadDesk::deal() {
  if (++dealt_ % kSweepEvery == 0) drop_expired();
  LivePad live;
  live.skin = &skins_[(seed_ + dealt_ - 1) % skins_.size()];
  live.shown.id = fmt::format("{:016x}", dice_.next());
  live.dealt = ticks_();
  show(live, first_pages(*live.skin));
  DealtPad shown = live.shown;
  pads_[shown.id] = std::move(live);
  return shown;
}

void PadDesk::show(LivePad& pad, std::span<const SkinPage> pages) {
  for (const PadPicture& gone : pad.shown.pictures) pictures_.erase(gone.name);
  pad.shown.pictures.clear();
  pad.shown.tokens.clear();
  pad.pages.clear();
  for (const SkinPage& page : pages) {
    keypads::Pad drawn = keypads::deal_pad(page.style, seed_ + ++drawn_ * 7919);
    pad.shown.cells = std::move(drawn.cells);
    pad.shown.pictures.push_back({page.picture, fmt::format("{}-{}", pad.shown.id, drawn_)});
    pictures_[pad.shown.pictures.back().name] = std::move(drawn.png);
    pad.pages.push_back({page.name, std::move(drawn.faces)});
  }
  for (std::size_t i = 0; i < pad.shown.cells.size(); ++i) {
    pad.shown.tokens.push_back(fmt::format("{:016x}", dice_.next()));
  }
}

std::optional<std::string> PadDesk::picture(const std::string& name) {
  const auto pad = pads_.find(name.substr(0, name.find('-')));
  if (pad == pads_.end() || !is_live(pad->second)) return std::nullopt;
  auto node = pictures_.extract(name);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

std::optional<std::string> PadDesk::face_of(const LivePad& pad, std::string_view key) const {
  const auto press = read_press(key);
  if (!press) return std::nullopt;
  const auto page = std::ranges::find(pad.pages, press->page, &PadFaces::page);
  const bool shows = press->page.empty() ? pad.pages.size() == 1 : page != pad.pages.end();
  const auto token = std::ranges::find(pad.shown.tokens, press->token);
  if (!shows || token == pad.shown.tokens.end()) return std::nullopt;
  const auto cell = static_cast<std::size_t>(token - pad.shown.tokens.begin());
  const PadFaces& faces = press->page.empty() ? pad.pages.front() : *page;
  if (!contains(pad.shown.cells[cell], *press) || faces.faces[cell].empty()) return std::nullopt;
  return faces.faces[cell];
}

std::optional<std::string> PadDesk::read_presses(const std::string& pad_id, std::string_view keys) {
  auto node = pads_.extract(pad_id);
  ++refused_;
  if (node.empty() || !is_live(node.mapped())) return std::nullopt;
  LivePad& pad = node.mapped();
  for (const PadPicture& gone : pad.shown.pictures) pictures_.erase(gone.name);
  const bool one_field = pad.skin->sends == SkinSends::kOneField;
  if (one_field == keys.empty()) return std::nullopt;
  while (!keys.empty()) {
    const std::size_t stop = std::min(keys.find(';'), keys.size());
    const auto face = face_of(pad, keys.substr(0, stop));
    keys.remove_prefix(std::min(stop + 1, keys.size()));
    if (!face) return std::nullopt;
    pad.pressed += *face;
  }
  --refused_;
  return std::move(pad.pressed);
}

bool PadDesk::take(LivePad& pad, std::string_view key) {
  if (key.starts_with(kShow)) {
    const auto& pages = pad.skin->pages;
    const auto page = std::ranges::find(pages, key.substr(kShow.size()), &SkinPage::name);
    if (page == pages.end() || pages.size() == 1) return false;
    show(pad, std::span(&*page, 1));
    return true;
  }
  const auto face = face_of(pad, key);
  if (!face) return false;
  if (!loses_this_press()) pad.pressed += *face;
  if (pad.skin->sends == SkinSends::kReshuffles) show(pad, first_pages(*pad.skin));
  return true;
}

std::optional<PadDesk::Pressed> PadDesk::press(const std::string& pad_id, std::string_view key) {
  const auto found = pads_.find(pad_id);
  const bool answers = found != pads_.end() && is_live(found->second) &&
                       found->second.skin->sends != SkinSends::kOneField;
  if (!answers || !take(found->second, key)) {
    ++refused_;
    pads_.erase(pad_id);
    return std::nullopt;
  }
  const LivePad& pad = found->second;
  const bool anew = key.starts_with(kShow) || pad.skin->sends == SkinSends::kReshuffles;
  return Pressed{pad.shown, anew, pad.pressed.size()};
}

std::optional<PadDesk::Pressed> PadDesk::reload(const std::string& pad_id) {
  const auto found = pads_.find(pad_id);
  const bool answers = found != pads_.end() && is_live(found->second) &&
                       found->second.skin->sends != SkinSends::kOneField &&
                       found->second.skin->pages.size() == 1;
  if (!answers) return std::nullopt;
  show(found->second, first_pages(*found->second.skin));
  return Pressed{found->second.shown, true, found->second.pressed.size()};
}

std::optional<PadDesk::Pressed> PadDesk::clear(const std::string& pad_id) {
  const auto found = pads_.find(pad_id);
  if (found == pads_.end() || !is_live(found->second)) return std::nullopt;
  found->second.pressed.clear();
  return Pressed{found->second.shown, false, 0};
}

std::optional<std::vector<PadFaces>> PadDesk::faces(const std::string& pad_id) const {
  const auto found = pads_.find(pad_id);
  if (found == pads_.end()) return std::nullopt;
  return found->second.pages;
}

bool PadDesk::answers_each_press(const std::string& pad_id) const {
  const auto found = pads_.find(pad_id);
  return found != pads_.end() && found->second.skin->sends != SkinSends::kOneField;
}

void PadDesk::lose_presses(int times, int after) {
  presses_to_lose_ = times;
  presses_before_ = after;
}

bool PadDesk::loses_this_press() {
  if (presses_to_lose_ == 0) return false;
  if (presses_before_ > 0) {
    --presses_before_;
    return false;
  }
  --presses_to_lose_;
  return true;
}

bool PadDesk::is_live(const LivePad& pad) const { return ticks_() - pad.dealt <= kPadLife; }

void PadDesk::drop_expired() {
  for (const auto& [id, pad] : pads_) {
    if (is_live(pad)) continue;
    for (const PadPicture& gone : pad.shown.pictures) pictures_.erase(gone.name);
  }
  std::erase_if(pads_, [this](const auto& entry) { return !is_live(entry.second); });
}

}  // namespace vancrawl::portals
