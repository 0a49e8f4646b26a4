#include "tests/keypads/arrangement.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypads {
namespace {

constexpr std::uint64_t kPlaceSalt = 0x706c61636573U;
constexpr std::uint64_t kSpriteSalt = 0x737072697465U;
constexpr std::uint64_t kScenerySalt = 0x7363656e65U;

template <typename Item>
void shuffle(std::vector<Item>& items, SeededRandom& random) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
}

std::string face_of(Mark mark) { return mark == Mark::kBlank ? "" : "*"; }

std::size_t key_count(const Style& style) { return style.alphabet.size() + style.dummies.size(); }

void check(const Style& style) {
  const bool fits = style.keys_move ? key_count(style) <= style.cells.size()
                                    : key_count(style) == style.cells.size();
  if (!fits)
    throw std::invalid_argument(style.name + ": characters and dummies do not fill the cells");
}

std::vector<std::string> moving_dummies(const Style& style) {
  std::vector<std::string> faces;
  for (const Dummy& dummy : style.dummies)
    if (dummy.cell < 0) faces.push_back(face_of(dummy.mark));
  return faces;
}

/// Characters anywhere, but for fixed characters and fixed dummies.
std::vector<std::string> shuffled_faces(const Style& style, SeededRandom& random) {
  std::vector<std::string> faces(key_count(style));
  std::vector<bool> taken(faces.size());
  const auto settle = [&](std::size_t cell, std::string face) {
    faces.at(cell) = std::move(face);
    taken[cell] = true;
  };
  for (const Dummy& dummy : style.dummies)
    if (dummy.cell >= 0) settle(static_cast<std::size_t>(dummy.cell), face_of(dummy.mark));
  for (const auto& [character, cell] : style.fixed) settle(cell, std::string(1, character));
  std::vector<std::string> moving = moving_dummies(style);
  for (const char character : style.alphabet)
    if (!style.fixed.contains(character)) moving.emplace_back(1, character);
  shuffle(moving, random);
  for (std::size_t cell = 0; cell < faces.size(); ++cell)
    if (!taken[cell]) {
      faces[cell] = std::move(moving.back());
      moving.pop_back();
    }
  return faces;
}

/// Row by row in the order of the texts, each row's spare cells anywhere in it.
std::vector<std::string> ordered_faces(const Style& style, SeededRandom& random) {
  std::vector<std::string> texts = style.row_texts;
  if (style.arrangement == Arrangement::kRowsSwapped) shuffle(texts, random);
  std::vector<std::string> dummies = moving_dummies(style);
  shuffle(dummies, random);
  std::vector<std::string> faces;
  for (std::size_t row = 0; row < style.rows.size(); ++row) {
    const std::string& text = texts.at(row);
    std::vector<char> holds(style.rows[row]);
    if (text.size() > holds.size()) throw std::invalid_argument(style.name + ": a row is too full");
    std::fill_n(holds.begin(), text.size(), 1);
    shuffle(holds, random);
    auto next = text.begin();
    for (const char held : holds) {
      faces.push_back(held != 0 ? std::string(1, *next++) : std::move(dummies.back()));
      if (held == 0) dummies.pop_back();
    }
  }
  return faces;
}

std::vector<std::string> deal_faces(const Style& style, std::uint64_t seed) {
  SeededRandom random(seed);
  switch (style.arrangement) {
    case Arrangement::kPermutation:
    case Arrangement::kFixedSubset:
      return shuffled_faces(style, random);
    case Arrangement::kOrderedWithDummies:
    case Arrangement::kRowsSwapped:
      return ordered_faces(style, random);
  }
  throw std::logic_error("an arrangement without a name");
}

void choose_cells(Dealing& dealing, const Style& style, std::uint64_t seed) {
  SeededRandom random(seed ^ kPlaceSalt);
  std::vector<std::size_t> order(style.cells.size());
  std::iota(order.begin(), order.end(), 0);
  if (style.keys_move) shuffle(order, random);
  const auto keys = order.begin() + static_cast<std::ptrdiff_t>(key_count(style));
  std::sort(order.begin(), keys);
  for (auto place = order.begin(); place != order.end(); ++place)
    (place < keys ? dealing.cells : dealing.left_over).push_back(style.cells[*place]);
}

void choose_sprites(Dealing& dealing, const Style& style, std::uint64_t seed) {
  if (style.carrier != Carrier::kSpriteSheet) return;
  SeededRandom random(seed ^ kSpriteSalt);
  std::vector<Cell> free(style.sprite_places.begin(), style.sprite_places.end() - 1);
  shuffle(free, random);
  std::map<std::string, Cell> place_of_face{{"", style.sprite_places.back()}};
  for (const std::string& face : dealing.faces) {
    if (!place_of_face.contains(face)) {
      if (free.empty()) throw std::invalid_argument(style.name + ": more faces than sprites");
      place_of_face[face] = free.back();
      free.pop_back();
    }
    dealing.sprites.push_back(place_of_face[face]);
  }
}

}  // namespace

Dealing arrange(const Style& style, std::uint64_t seed) {
  check(style);
  return place(style, deal_faces(style, seed), seed);
}

Dealing place(const Style& style, std::vector<std::string> faces, std::uint64_t seed) {
  check(style);
  if (faces.size() != key_count(style))
    throw std::invalid_argument(style.name + ": a keypad needs one face a cell");
  Dealing dealing{.faces = std::move(faces), .cells = {}, .sprites = {}, .left_over = {}};
  choose_cells(dealing, style, seed);
  choose_sprites(dealing, style, seed);
  return dealing;
}

std::vector<Mark> marks_of(const Style& style, const std::vector<std::string>& faces) {
  std::vector<Mark> marks(faces.size(), Mark::kBlank);
  std::vector<Mark> moving;
  for (const Dummy& dummy : style.dummies)
    if (dummy.cell < 0 && dummy.mark != Mark::kBlank) moving.push_back(dummy.mark);
  std::size_t next = 0;
  for (std::size_t cell = 0; cell < faces.size(); ++cell) {
    if (faces[cell] != "*") continue;
    const auto here = static_cast<int>(cell);
    const auto fixed = std::ranges::find(style.dummies, here, &Dummy::cell);
    if (fixed != style.dummies.end()) marks[cell] = fixed->mark;
    if (fixed == style.dummies.end() && !moving.empty())
      marks[cell] = moving[next++ % moving.size()];
  }
  return marks;
}

std::vector<std::string> scenery_words(const Style& style, std::uint64_t seed) {
  SeededRandom random(seed ^ kScenerySalt);
  std::vector<std::string> moving;
  for (const SceneryKey& key : style.scenery)
    if (key.shuffles) moving.push_back(key.word);
  shuffle(moving, random);
  std::vector<std::string> words;
  for (const SceneryKey& key : style.scenery) {
    words.push_back(key.shuffles ? moving.back() : key.word);
    if (key.shuffles) moving.pop_back();
  }
  return words;
}

std::string class_of(const std::string& face) {
  if (face.size() != 1 || face == "*") return "";
  const auto character = static_cast<unsigned char>(face.front());
  if (std::isdigit(character) != 0) return "1";
  if (std::islower(character) != 0) return "a";
  return std::isupper(character) != 0 ? "A" : "_";
}

}  // namespace vancrawl::keypads
