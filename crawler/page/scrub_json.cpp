#include "crawler/page/scrub_json.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "crawler/page/json_escapes.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kDeepest = 512;
constexpr NameFlags kCutFlags = kDropped | kCard | kAccount;
constexpr std::size_t kRememberedKeys = 64;
constexpr std::size_t kFewestCardDigits = 13;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Ends an unquoted token.
constexpr std::array<bool, 256> kEndsToken = [] {
  std::array<bool, 256> table{};
  for (const char c : {' ', '\n', '\t', '\r', ',', ':', '[', ']', '{', '}', '"'}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

/// A key seen at the same place of the object before: rows repeat their keys.
struct RememberedKey {
  std::string_view raw;
  NameFlags flags = kNoFlag;
};

class JsonScrubber {
 public:
  JsonScrubber(const DecodedText& decoded, const NameRules& rules)
      : text_(decoded.text()), rules_(rules), bad_(decoded.bad()) {
    out_.reserve(text_.size() + 64);
  }

  std::expected<ScrubbedText, PageFault> run() {
    skip_blanks();
    bool more = value(kNoFlag);
    while (more && !stack_.empty()) more = stack_.back().is_object ? member() : element();
    skip_blanks();
    if (!fault_.empty()) return std::unexpected(fault());
    if (!more || at_ != text_.size()) {
      fault_ = fmt::format("JSON that is not well formed at offset {}", at_);
      return std::unexpected(fault());
    }
    keep_until(text_.size());
    return ScrubbedText{std::move(out_), std::move(findings_)};
  }

 private:
  struct Container {
    bool is_object = false;
    bool has_members = false;
    NameFlags flags = kNoFlag;  // of the key it is the value of
    std::size_t key_number = 0;
  };

  [[nodiscard]] PageFault fault() const { return {model::FailureClass::kUnknownPage, fault_}; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void keep_until(std::size_t end) {
    out_.append(text_.data() + kept_, end - kept_);
    kept_ = end;
  }

  /// The comma or the closing bracket behind a member; opens nothing. True in `closed` at the end.
  bool next_or_close(char closing, bool& closed) {
    skip_blanks();
    auto& container = stack_.back();
    if (peek() == closing) {
      ++at_;
      stack_.pop_back();
      closed = true;
      return true;
    }
    if (container.has_members) {
      if (peek() != ',') return false;
      ++at_;
      skip_blanks();
    }
    container.has_members = true;
    return true;
  }

  bool member() {
    bool closed = false;
    if (!next_or_close('}', closed)) return false;
    if (closed) return true;
    std::size_t begin = 0;
    std::size_t end = 0;
    if (!string(begin, end)) return false;
    if (!check_bad(end, kNoFlag)) return false;
    const NameFlags flags = flags_of(text_.substr(begin, end - begin));
    if (end - begin >= kFewestCardDigits) net(begin, end);
    skip_blanks();
    if (peek() != ':') return false;
    ++at_;
    skip_blanks();
    return value(flags);
  }

  bool element() {
    bool closed = false;
    if (!next_or_close(']', closed)) return false;
    if (closed) return true;
    return value(stack_.back().flags);
  }

  NameFlags flags_of(std::string_view key) {
    const std::size_t number = stack_.back().key_number++;
    if (number >= remembered_.size()) return rules_.flags_of(key);
    auto& known = remembered_[number];
    if (known.raw != key) known = {key, rules_.flags_of(key)};
    return known.flags;
  }

  bool value(NameFlags flags) {
    const char c = peek();
    if (c == '{' || c == '[') {
      if ((flags & kDropped) != 0) return drop_container();
      if (stack_.size() >= kDeepest) return refuse("JSON nested deeper than 512");
      stack_.push_back({c == '{', false, flags, 0});
      ++at_;
      return true;
    }
    return c == '"' ? string_value(flags) : token_value(flags);
  }

  bool string_value(NameFlags flags) {
    std::size_t begin = 0;
    std::size_t end = 0;
    if (!string(begin, end) || !check_bad(end, flags)) return false;
    if ((flags & kCutFlags) != 0) {
      replace(begin, end, kept_of(text_.substr(begin, end - begin), flags));
      return true;
    }
    if ((flags & kExempt) != 0 || end - begin < kFewestCardDigits) return true;
    net(begin, end);
    return true;
  }

  bool token_value(NameFlags flags) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !kEndsToken[static_cast<unsigned char>(text_[at_])]) ++at_;
    if (at_ == begin) return false;
    if (!check_bad(at_, kNoFlag)) return false;
    const auto token = text_.substr(begin, at_ - begin);
    if (token == "null" || token == "true" || token == "false") return true;
    if ((flags & kCutFlags) != 0) {
      replace(begin, at_, fmt::format("\"{}\"", kept_of(token, flags)));
    } else if ((flags & kExempt) == 0 && token.size() >= kFewestCardDigits) {
      std::string masked(token);
      if (mask_card_numbers(masked)) replace(begin, at_, fmt::format("\"{}\"", masked));
    }
    return true;
  }

  /// The next quote or backslash, eight bytes at a time (the zero-byte test of Mycroft, 1987).
  [[nodiscard]] std::size_t next_mark(std::size_t at) const {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighs = kOnes << 7U;
    const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighs; };
    for (; at + 8 <= text_.size(); at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text_.data() + at, sizeof(word));
      const auto marks = zeros(word ^ (kOnes * '"')) | zeros(word ^ (kOnes * '\\'));
      if (marks != 0) return at + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    while (at < text_.size() && text_[at] != '"' && text_[at] != '\\') ++at;
    return at;
  }

  /// From the opening quote; `begin` and `end` bound what is between the quotes.
  bool string(std::size_t& begin, std::size_t& end) {
    if (peek() != '"') return false;
    begin = at_ + 1;
    for (std::size_t i = next_mark(begin); i < text_.size(); i = next_mark(i)) {
      if (text_[i] == '"') {
        end = i;
        at_ = i + 1;
        return true;
      }
      i += 2;
      escaped_ = true;
    }
    return false;
  }

  void net(std::size_t begin, std::size_t end) {
    netted_.assign(text_.data() + begin, end - begin);
    const bool escaped = std::exchange(escaped_, false) && may_hide_card(netted_);
    bool changed = false;
    while ((escaped && mask_unescaped()) || mask_card_numbers(netted_)) changed = true;
    if (changed) replace(begin, end, netted_);
  }

  /// Escapes stay where nothing is cut.
  bool mask_unescaped() {
    put_unescaped(netted_, unescaped_);
    if (!mask_card_numbers(unescaped_)) return false;
    netted_.swap(unescaped_);
    return true;
  }

  void replace(std::size_t begin, std::size_t end, std::string_view with) {
    keep_until(begin);
    out_ += with;
    kept_ = end;
  }

  /// The value of a dropped key is emptied whole.
  bool drop_container() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    do {
      const char c = peek();
      std::size_t from = 0;
      std::size_t to = 0;
      if (c == '"') {
        if (!string(from, to)) return false;
        continue;
      }
      if (at_ >= text_.size()) return false;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0);
    replace(begin, at_, "\"\"");
    while (next_bad_ < bad_.size() && bad_[next_bad_].at < at_) ++next_bad_;
    return true;
  }

  bool check_bad(std::size_t end, NameFlags flags) {
    while (next_bad_ < bad_.size() && bad_[next_bad_].at < end) {
      const auto& bad = bad_[next_bad_++];
      if ((flags & kFreeText) == 0) return refuse(shown(bad));
      findings_.push_back(shown(bad) + " in free text");
    }
    return true;
  }

  bool refuse(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  std::string_view text_;
  const NameRules& rules_;
  const std::vector<BadByte>& bad_;
  std::size_t next_bad_ = 0;
  std::size_t at_ = 0;
  std::size_t kept_ = 0;
  bool escaped_ = false;
  std::string out_;
  std::string netted_;
  std::string unescaped_;
  std::string fault_;
  std::vector<std::string> findings_;
  std::vector<Container> stack_;
  std::array<RememberedKey, kRememberedKeys> remembered_{};
};

}  // namespace

std::expected<ScrubbedText, PageFault> scrub_json(const DecodedText& decoded,
                                                  const NameRules& rules) {
  return JsonScrubber(decoded, rules).run();
}

}  // namespace vancrawl::page
