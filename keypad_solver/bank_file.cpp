#include "keypad_solver/bank_file.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::string_view kMagic = "vkfb";
constexpr std::uint16_t kFormat = 2;
constexpr double kPermille = 1000;
constexpr std::uint16_t kMinAspect = 20;
constexpr double kMaxAspect = 50000;
constexpr std::size_t kPackedInk = BankCanvas::kArea / 2;
constexpr std::size_t kLookBytes = 8 + kPackedInk;
constexpr std::size_t kSumBytes = 8;

std::uint64_t sum_of(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const std::byte byte : bytes)
    sum = (sum ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3U;
  return sum;
}

class Writer {
 public:
  void number(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
      bytes_.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xffU));
  }
  void raw(std::string_view text) {
    for (const char c : text) bytes_.push_back(static_cast<std::byte>(c));
  }
  void text(std::string_view text) {
    number(text.size(), 1);
    raw(text);
  }
  void ink(const BankCanvas& canvas) {
    for (std::size_t i = 0; i < canvas.ink.size(); i += 2)
      number(canvas.ink[i] + 16U * canvas.ink[i + 1], 1);
  }
  std::vector<std::byte> finish() && {
    number(sum_of(bytes_), kSumBytes);
    return std::move(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
};

// The caller asks has() before it takes.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

  [[nodiscard]] bool has(std::size_t bytes) const { return rest_.size() >= bytes; }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value |= std::to_integer<std::uint64_t>(rest_[i]) << (8 * i);
    rest_ = rest_.subspan(bytes);
    return value;
  }
  std::string raw(std::size_t bytes) {
    std::string text;
    for (const std::byte byte : rest_.first(bytes)) text += std::to_integer<char>(byte);
    rest_ = rest_.subspan(bytes);
    return text;
  }
  std::optional<std::string> text() {
    if (!has(1)) return std::nullopt;
    const std::size_t length = number(1);
    if (length == 0 || !has(length)) return std::nullopt;
    return raw(length);
  }
  void ink(BankCanvas& canvas) {
    for (std::size_t i = 0; i < canvas.ink.size(); i += 2) {
      const auto pair = static_cast<std::uint8_t>(number(1));
      canvas.ink[i] = pair & 0xfU;
      canvas.ink[i + 1] = pair >> 4U;
    }
  }

 private:
  std::span<const std::byte> rest_;
};

std::unexpected<TemplateFault> fault(std::string reason) {
  return std::unexpected(TemplateFault{"font bank: " + std::move(reason)});
}

std::optional<BankFont> read_font(Reader& reader) {
  auto family = reader.text();
  auto package = reader.text();
  auto licence = reader.text();
  if (!family || !package || !licence) return std::nullopt;
  return BankFont{std::move(*family), std::move(*package), std::move(*licence)};
}

BankLook read_look(Reader& reader) {
  BankLook look;
  look.code = static_cast<std::uint16_t>(reader.number(2));
  look.fonts = static_cast<std::uint32_t>(reader.number(4));
  look.canvas.aspect_permille = static_cast<std::uint16_t>(reader.number(2));
  reader.ink(look.canvas);
  return look;
}

bool is_sound(const BankLook& look, std::size_t fonts) {
  const auto [low, high] = std::ranges::minmax(look.canvas.ink);
  return look.code > 0x20 && look.code != 0x7f && look.fonts != 0 &&
         std::uint64_t{look.fonts} >> fonts == 0 && look.canvas.aspect_permille >= kMinAspect &&
         low < high;
}

std::expected<BankContents, TemplateFault> read_body(Reader reader) {
  if (!reader.has(kMagic.size() + 8) || reader.raw(kMagic.size()) != kMagic)
    return fault("this is none");
  if (reader.number(2) != kFormat) return fault("unknown format");
  const std::size_t fonts = reader.number(2);
  const std::size_t looks = reader.number(4);
  if (fonts > BankContents::kMaxFonts) return fault("too many fonts");
  BankContents contents;
  for (std::size_t i = 0; i < fonts; ++i) {
    auto font = read_font(reader);
    if (!font) return fault("a font is cut off");
    contents.fonts.push_back(std::move(*font));
  }
  if (reader.left() != looks * kLookBytes) return fault("the number of looks is wrong");
  contents.looks.reserve(looks);
  for (std::size_t i = 0; i < looks; ++i) {
    contents.looks.push_back(read_look(reader));
    if (!is_sound(contents.looks.back(), fonts)) return fault("a look is unsound");
    if (i > 0 && contents.looks[i - 1].code > contents.looks[i].code)
      return fault("the looks are out of order");
  }
  return contents;
}

std::uint32_t sum_of_block(const GlyphShape& shape, std::size_t place) {
  const std::size_t at =
      place / BankCanvas::kWidth * 2 * GlyphShape::kWidth + place % BankCanvas::kWidth * 2;
  return std::uint32_t{shape.ink[at]} + shape.ink[at + 1] + shape.ink[at + GlyphShape::kWidth] +
         shape.ink[at + GlyphShape::kWidth + 1];
}

}  // namespace

BankCanvas halve(const GlyphShape& shape) {
  std::array<std::uint32_t, BankCanvas::kArea> sums{};
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = sum_of_block(shape, i);
  const std::uint32_t high = std::max(1U, std::ranges::max(sums));
  BankCanvas canvas;
  for (std::size_t i = 0; i < sums.size(); ++i)
    canvas.ink[i] = static_cast<std::uint8_t>((sums[i] * kTemplateLevels + high / 2) / high);
  const double aspect = std::clamp(shape.aspect * kPermille, double{kMinAspect}, kMaxAspect);
  canvas.aspect_permille = static_cast<std::uint16_t>(std::lround(aspect));
  return canvas;
}

std::vector<std::byte> write_bank(const BankContents& contents) {
  Writer writer;
  writer.raw(kMagic);
  writer.number(kFormat, 2);
  writer.number(contents.fonts.size(), 2);
  writer.number(contents.looks.size(), 4);
  for (const BankFont& font : contents.fonts) {
    writer.text(font.family);
    writer.text(font.package);
    writer.text(font.licence);
  }
  for (const BankLook& look : contents.looks) {
    writer.number(look.code, 2);
    writer.number(look.fonts, 4);
    writer.number(look.canvas.aspect_permille, 2);
    writer.ink(look.canvas);
  }
  return std::move(writer).finish();
}

std::expected<BankContents, TemplateFault> read_bank(std::span<const std::byte> file) {
  if (file.size() < kSumBytes) return fault("cut off");
  const auto body = file.first(file.size() - kSumBytes);
  if (Reader(file.last(kSumBytes)).number(kSumBytes) != sum_of(body)) return fault("damaged");
  return read_body(Reader(body));
}

}  // namespace vancrawl::keypad_solver
