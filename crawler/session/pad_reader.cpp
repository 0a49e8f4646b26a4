#include "crawler/session/pad_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crawler/model/secret.h"
#include "crawler/session/address.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"
#include "keypad_solver/tiles.h"

namespace vancrawl::session {
namespace {

using keypad_solver::Layout;
using keypad_solver::Pixels;
using keypad_solver::TemplateSet;
using model::FailureClass;
using model::VisitFailure;

constexpr std::size_t kMostBytesOfAPress = 256;

/// The sheet of pictures of this size, one a key, is the pad's picture.
void lay_on_sheet(keypad_solver::LayoutSpec& spec) {
  auto sheet = keypad_solver::lay_out_tiles(spec.cells.size(), spec.width, spec.height);
  if (!sheet) return;  // too many cells, which Layout::make refuses by name
  spec.width = sheet->width;
  spec.height = sheet->height;
  spec.faces = std::move(sheet->faces);
}

keypad_solver::LayoutSpec layout_spec_of(const PadPage& page,
                                         const std::vector<page::Area>& cells) {
  auto spec = page.layout;
  if (!spec.cells.empty()) return spec;
  for (const auto& cell : cells) {
    spec.cells.push_back({cell.x, cell.y, cell.width, cell.height});
    if (cell.face) spec.faces.push_back({cell.face->x, cell.face->y, cell.width, cell.height});
  }
  if (page.picture.empty()) lay_on_sheet(spec);
  return spec;
}

/// The cells that presses on this page name: its own fixed ones, else those that were found.
std::vector<page::Area> cells_of(const PadPage& page, const std::vector<page::Area>& found) {
  if (page.layout.cells.empty()) return found;
  std::vector<page::Area> fixed;
  for (const auto& cell : page.layout.cells) fixed.push_back({cell.x, cell.y, cell.w, cell.h});
  return fixed;
}

/// What the page itself says of its keys, where the site's marks ask for it.
keypad_solver::PageClues clues_of(const std::vector<page::Area>& cells) {
  keypad_solver::PageClues clues;
  const bool has_labels =
      std::ranges::any_of(cells, [](auto& cell) { return !cell.label.empty(); });
  const bool has_masks = std::ranges::any_of(cells, [](auto& cell) { return !cell.mask.empty(); });
  for (const auto& cell : cells) {
    if (has_labels) clues.labels.push_back(cell.label);
    if (has_masks) clues.classes.push_back(cell.mask);
  }
  return clues;
}

Pixels decoded(const std::string& picture) {
  auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(picture)));
  if (pixels) return std::move(*pixels);
  throw VisitFailure(FailureClass::kKeypadUnsure,
                     "the picture cannot be read: " +
                         std::string(keypad_solver::picture_fault_name(pixels.error())));
}

bool has_own_pictures(const std::vector<page::Area>& cells) {
  return !cells.empty() && !cells.front().picture.empty();
}

/// The pages that a skin's first view shows.
std::span<const PadPage> first_pages(const PadSkin& skin) {
  return std::span(skin.pages).first(skin.sends == PadSends::kOneField ? skin.pages.size() : 1);
}

bool shows(const PadSkin& skin, const PadView& view,
           const std::map<std::string, Pixels>& pictures) {
  const auto pages = first_pages(skin);
  return pages.size() == pictures.size() && std::ranges::all_of(pages, [&](const PadPage& page) {
           const auto found = pictures.find(page.picture);
           const auto spec = layout_spec_of(page, view.cells);
           // Points are pressed in the page's pixels: a scaled picture would move them to others.
           return found != pictures.end() && found->second.width() == spec.width &&
                  found->second.height() == spec.height;
         });
}

/// The sheet of the keys' own pictures.
Pixels assembled(const PadView& view) {
  std::vector<Pixels> tiles;
  for (const auto& cell : view.cells) tiles.push_back(decoded(view.pictures.at(cell.picture)));
  auto sheet = keypad_solver::assemble_tiles(tiles);
  if (sheet) return std::move(*sheet);
  throw VisitFailure(FailureClass::kKeypadUnsure,
                     "the keys' pictures make no pad: " +
                         std::string(keypad_solver::tile_fault_name(sheet.error())));
}

/// By the ids of their <img>; the sheet of the keys' own pictures has none.
std::map<std::string, Pixels> decoded(const PadView& view) {
  std::map<std::string, Pixels> all;
  if (has_own_pictures(view.cells)) {
    all.emplace("", assembled(view));
    return all;
  }
  for (const auto& [id, bytes] : view.pictures) all.emplace(id, decoded(bytes));
  return all;
}

VisitFailure unknown_skin(const PadDefinition& pad, const std::map<std::string, Pixels>& pictures) {
  const auto& first = pictures.begin()->second;
  return {FailureClass::kKeypadTemplatesMissing,
          fmt::format("no enrolled skin fits {} picture(s) of {}x{}; there are {}", pictures.size(),
                      first.width(), first.height(), fmt::join(std::views::keys(pad.skins), ", "))};
}

}  // namespace

const PadDefinition& definition_of(const SiteBook& book, const std::string& pad) {
  const auto found = book.pads.find(pad);
  if (found != book.pads.end()) return found->second;
  throw VisitFailure(FailureClass::kPluginFault, "no pad \"" + pad + "\" is declared");
}

page::FormReading read_pad_form(const page::ScrubbedPage& page, const PadMarks& marks) {
  auto form = marks.keys ? page::read_form(page, marks.action, *marks.keys)
                         : page::read_form(page, marks.action);
  if (!form) throw VisitFailure(form.error().failure, form.error().message);
  return std::move(*form);
}

PressText::PressText(PressText&& other) noexcept
    : text_(std::move(other.text_)),
      room_(other.room_),
      count_(other.count_),
      overflows_(other.overflows_) {
  model::wipe(other.text_);  // a short one lies in both
}

PressText::~PressText() { model::wipe(text_); }

std::expected<void, std::string> PressText::add(const std::string& format,
                                                const std::string& separator, const Write& write) {
  if (count_++ > 0) append(separator);
  auto taken = take_pieces(format, {[this](std::string_view part) { append(part); },
                                    [&](std::string_view name) { return write(name, *this); }});
  if (!taken) return taken;
  if (overflows_) return std::unexpected("a press is longer than it may be");
  return {};
}

void PressText::append(std::string_view text) {
  overflows_ = overflows_ || text_.size() + text.size() > room_;
  if (!overflows_) text_ += text;
}

void PressText::append(std::int32_t number) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append(std::string_view(digits.data(), end));
  model::wipe(digits);
}

struct PadReading::Reading {
  const PadDefinition* definition;
  const PadSkin* skin;
  std::vector<keypad_solver::Reading> pages;  ///< of the view, in its order
  std::vector<std::string> page_names;
  std::vector<std::vector<page::Area>> cells;
  PadMarks marks;
  model::Monotonic fetched_at;

  void add(const PadPage& page, keypad_solver::Reading read, const PadView& view) {
    pages.push_back(std::move(read));
    page_names.push_back(page.name);
    cells.push_back(cells_of(page, view.cells));
  }
};

PadReading::PadReading(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {}
PadReading::PadReading(PadReading&&) noexcept = default;
PadReading& PadReading::operator=(PadReading&&) noexcept = default;
PadReading::~PadReading() = default;

const PadSkin& PadReading::skin() const { return *reading_->skin; }
const PadDefinition& PadReading::definition() const { return *reading_->definition; }
const PadMarks& PadReading::marks() const { return reading_->marks; }
const std::vector<page::Area>& PadReading::cells() const { return reading_->cells.front(); }
model::Monotonic PadReading::fetched_at() const { return reading_->fetched_at; }

std::expected<PressText, std::string> PadReading::presses(std::span<const char> secret,
                                                          model::Random& random) const {
  const auto below = [&random](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random.below(bound));
  };
  const auto plan = keypad_solver::plan_presses(reading_->pages, secret, below);
  if (!plan) {
    return std::unexpected("the presses cannot be planned: " +
                           std::string(keypad_solver::plan_fault_name(plan.error())));
  }
  PressText all(secret.size() * kMostBytesOfAPress);
  for (const auto& press : plan->items()) {
    const auto& cell = reading_->cells.at(press.page).at(press.cell);
    const auto write = [&](std::string_view name, PressText& into) {
      if (name == "x") into.append(press.at.x);
      if (name == "y") into.append(press.at.y);
      if (name == "cell") into.append(press.cell);
      if (name == "page") into.append(reading_->page_names.at(press.page));
      if (name == "token") into.append(cell.token);
      return std::ranges::find(PadDefinition::kPlaceholders, name) !=
             PadDefinition::kPlaceholders.end();
    };
    const auto added =
        all.add(reading_->definition->press_format, reading_->definition->separator, write);
    if (!added) return std::unexpected(added.error());
  }
  return all;
}

std::expected<keypad_solver::StepPlan, std::string> PadReading::steps(
    std::span<const char> secret) const {
  std::vector<std::string> alphabets;
  for (const auto& page : reading_->skin->pages) alphabets.push_back(page.layout.alphabet);
  auto plan = keypad_solver::plan_steps(alphabets, secret);
  if (plan) return std::move(*plan);
  return std::unexpected("the presses cannot be planned: " +
                         std::string(keypad_solver::plan_fault_name(plan.error())));
}

struct PadReader::Sets {
  std::map<std::string, TemplateSet, std::less<>> by_name;

  /// Throws kLayoutDrift when the cells cannot be this page of this skin.
  [[nodiscard]] static Layout layout_of(const PadPage& page, const std::vector<page::Area>& cells) {
    auto layout = Layout::make(layout_spec_of(page, cells));
    if (layout) return std::move(*layout);
    throw VisitFailure(FailureClass::kLayoutDrift,
                       fmt::format("the page's {} cells are no pad: {}", cells.size(),
                                   keypad_solver::layout_fault_name(layout.error())));
  }

  [[nodiscard]] bool wears(const PadPage& page, const Pixels& pixels, const Layout& layout) const {
    const auto& set = by_name.at(page.set);
    return keypad_solver::choose_template_set(pixels, layout, std::span(&set, 1)) != nullptr;
  }

  [[nodiscard]] keypad_solver::Reading solved(const PadPage& page, const Pixels& pixels,
                                              const std::vector<page::Area>& cells) const {
    auto solved =
        keypad_solver::Solver(keypad_solver::built_in_font_bank())
            .solve(pixels, layout_of(page, cells), &by_name.at(page.set), clues_of(cells));
    if (auto* const reading = std::get_if<keypad_solver::Reading>(&solved)) {
      return std::move(*reading);
    }
    const auto refusal = std::get<keypad_solver::Refusal>(solved);
    throw VisitFailure(FailureClass::kKeypadUnsure,
                       std::string(keypad_solver::refusal_name(refusal)));
  }
};

PadReader::PadReader(const SiteBook& book) : book_(book), sets_(std::make_unique<Sets>()) {
  if (book.pads.empty()) return;
  auto sets = keypad_solver::load_template_sets(book.folder + "/keypads");
  if (!sets) throw VisitFailure(FailureClass::kKeypadTemplatesMissing, sets.error().reason);
  for (auto& set : *sets) {
    auto name = set.spec().name;
    sets_->by_name.emplace(std::move(name), std::move(set));
  }
  for (const auto& [pad, definition] : book.pads) {
    for (const auto& [name, skin] : definition.skins) {
      for (const auto& page : skin.pages) {
        if (sets_->by_name.contains(page.set)) continue;
        throw VisitFailure(FailureClass::kKeypadTemplatesMissing,
                           fmt::format("{}/keypads/{} is missing, which skin {} of pad {} names",
                                       book.folder, page.set, name, pad));
      }
    }
  }
}

PadReader::~PadReader() = default;

std::vector<std::string> PadReader::pictures_on(
    const std::string& pad, const std::map<std::string, std::string>& pictures) const {
  std::vector<std::string> ids;
  for (const auto& [name, skin] : definition_of(book_, pad).skins) {
    for (const auto& page : first_pages(skin)) {
      if (page.picture.empty()) return {};
      if (pictures.contains(page.picture)) ids.push_back(page.picture);
    }
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  if (ids.empty()) {
    throw VisitFailure(FailureClass::kLayoutDrift,
                       "the login page has no picture of pad \"" + pad + "\"");
  }
  return ids;
}

PadReading PadReader::read(const std::string& pad, const PadView& view) const {
  const auto& definition = book_.pads.at(pad);
  const auto pictures = decoded(view);
  if (pictures.empty()) {
    throw VisitFailure(FailureClass::kLayoutDrift, "the page's 0 cells are no pad: cell_count");
  }
  const PadSkin* worn = nullptr;
  const PadSkin* misfit = nullptr;
  for (const auto& [name, skin] : definition.skins) {
    if (!shows(skin, view, pictures)) continue;
    const auto& first = skin.pages.front();
    const auto layout = Layout::make(layout_spec_of(first, view.cells));
    if (!layout) misfit = &skin;
    if (!layout || !sets_->wears(first, pictures.at(first.picture), *layout)) continue;
    if (worn != nullptr) {
      throw VisitFailure(FailureClass::kKeypadUnsure, "two skins fit the picture");
    }
    worn = &skin;
  }
  if (worn == nullptr && misfit != nullptr) {
    static_cast<void>(Sets::layout_of(misfit->pages.front(), view.cells));
  }
  if (worn == nullptr) throw unknown_skin(definition, pictures);
  PadReading::Reading reading{&definition, worn, {}, {}, {}, view.marks, view.fetched_at};
  for (const auto& page : first_pages(*worn)) {
    reading.add(page, sets_->solved(page, pictures.at(page.picture), view.cells), view);
  }
  return PadReading(std::make_unique<PadReading::Reading>(std::move(reading)));
}

PadReading PadReader::read_again(const PadReading& before, std::size_t page,
                                 const PadView& view) const {
  const auto& skin = before.skin();
  const auto& shown = skin.pages.at(page);
  const auto found = view.pictures.find(shown.picture);
  if (found == view.pictures.end()) {
    throw VisitFailure(FailureClass::kLayoutDrift, "the answer shows no pad");
  }
  const auto pixels = decoded(found->second);
  if (pixels.width() != skin.width || pixels.height() != skin.height) {
    throw VisitFailure(FailureClass::kKeypadUnsure, "size_mismatch: the pad changed its skin");
  }
  PadReading::Reading reading{&before.definition(), &skin, {}, {}, {}, view.marks, view.fetched_at};
  reading.add(shown, sets_->solved(shown, pixels, view.cells), view);
  return PadReading(std::make_unique<PadReading::Reading>(std::move(reading)));
}

}  // namespace vancrawl::session
