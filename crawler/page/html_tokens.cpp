#include "crawler/page/html_tokens.h"

#include <algorithm>

#include "crawler/model/text.h"
#include "crawler/page/html_tags.h"

namespace vancrawl::page {
namespace {

constexpr unsigned kNoCharacter = 0x110000;
constexpr std::size_t kMostSpan = 1000;
constexpr std::size_t kLongestName = 64;
constexpr std::array<std::string_view, 19> kKeptAttributes = {
    "id",     "class",    "name",    "value", "type",      "action",  "method",
    "src",    "href",     "usemap",  "alt",   "colspan",   "rowspan", "shape",
    "coords", "selected", "checked", "style", "aria-label"};

constexpr char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

/// A cursor over one tag.
class TagReader {
 public:
  TagReader(std::string_view html, std::size_t at) : html_(html), at_(at) {}

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < html_.size() && !is_html_blank(html_[at_]) && html_[at_] != '/' &&
           html_[at_] != '>') {
      ++at_;
    }
    return html_.substr(begin, at_ - begin);
  }

  /// True at '>' (which is taken) or at the end of the page.
  bool at_end(HtmlTag& tag) {
    while (at_ < html_.size() && (is_html_blank(html_[at_]) || html_[at_] == '/')) ++at_;
    tag.is_complete = at_ < html_.size();
    tag.end = at_;
    if (tag.is_complete && html_[at_] != '>') return false;
    if (tag.is_complete) ++tag.end;
    return true;
  }

  HtmlAttribute attribute() {
    const std::size_t begin = at_++;  // a '=' here is a part of the name
    while (at_ < html_.size() && !is_html_blank(html_[at_]) && html_[at_] != '/' &&
           html_[at_] != '>' && html_[at_] != '=') {
      ++at_;
    }
    HtmlAttribute attribute{html_.substr(begin, at_ - begin), {}};
    skip_blanks();
    if (at_ < html_.size() && html_[at_] == '=') {
      ++at_;
      skip_blanks();
      attribute.value = value();
    }
    return attribute;
  }

 private:
  void skip_blanks() {
    while (at_ < html_.size() && is_html_blank(html_[at_])) ++at_;
  }

  std::string_view value() {
    if (at_ >= html_.size()) return {};
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = ++at_;
      const auto end = html_.find(quote, begin);
      at_ = end == std::string_view::npos ? html_.size() : end + 1;
      return html_.substr(begin, (end == std::string_view::npos ? html_.size() : end) - begin);
    }
    const std::size_t begin = at_;
    while (at_ < html_.size() && !is_html_blank(html_[at_]) && html_[at_] != '>') ++at_;
    return html_.substr(begin, at_ - begin);
  }

  std::string_view html_;
  std::size_t at_;
};

/// "</name" or "<name" at `at`, followed by what ends a name.
bool has_tag_at(std::string_view html, std::size_t at, std::string_view start,
                std::string_view name) {
  const auto rest = html.substr(at);
  if (!rest.starts_with(start) || rest.size() <= start.size() + name.size()) return false;
  if (!same_ignoring_case(rest.substr(start.size(), name.size()), name)) return false;
  const char after = rest[start.size() + name.size()];
  return is_html_blank(after) || after == '/' || after == '>';
}

std::size_t end_of_comment(std::string_view html, std::size_t at) {
  const auto content = html.substr(at);
  if (content.starts_with('>')) return at + 1;
  if (content.starts_with("->")) return at + 2;
  for (auto dashes = html.find("--", at); dashes != std::string_view::npos;
       dashes = html.find("--", dashes + 1)) {
    const auto rest = html.substr(dashes + 2);
    if (rest.starts_with('>')) return dashes + 3;
    if (rest.starts_with("!>")) return dashes + 4;
  }
  return html.size();
}

}  // namespace

PlainReference plain_reference(std::string_view text) {
  if (!text.starts_with("&#") || text.size() < 4) return {};
  const bool is_hex = text[2] == 'x' || text[2] == 'X';
  unsigned code = 0;
  std::size_t end = is_hex ? 3 : 2;
  for (; end < text.size(); ++end) {
    const bool is_digit = model::is_digit(text[end]);
    const unsigned letter = static_cast<unsigned>((text[end] | 0x20) - 'a');
    if (!is_digit && !(is_hex && letter < 6)) break;
    const unsigned value = is_digit ? static_cast<unsigned>(text[end] - '0') : letter + 10;
    code = std::min(code * (is_hex ? 16U : 10U) + value, kNoCharacter);
  }
  const bool plain = (code >= '0' && code <= '9') || code == ' ' || code == '-';
  if (!plain) return {.is_none = code >= kNoCharacter};
  if (end < text.size() && text[end] == ';') ++end;
  return {.character = static_cast<char>(code), .length = end};
}

std::size_t span_value(std::string_view value) {
  std::size_t span = 0;
  for (const char c : model::trimmed(value)) {
    if (!model::is_digit(c) || span > kMostSpan) break;
    span = span * 10 + static_cast<std::size_t>(c - '0');
  }
  return std::clamp<std::size_t>(span, 1, kMostSpan);
}

std::string_view kept_attribute_name(std::string_view name, std::string& lowered) {
  if (name.size() < 2 || name.size() > kLongestName) return {};
  for (const auto kept : kKeptAttributes) {
    const bool may_be = kept.size() == name.size() && kept[0] == (name[0] | ' ');
    if (may_be && same_ignoring_case(name, kept)) return kept;
  }
  if (name.size() < 6 || !same_ignoring_case(name.substr(0, 5), "data-")) return {};
  lowered.assign(name);
  for (char& c : lowered) c = lower(c);
  const bool is_plain = std::ranges::all_of(lowered, [](char c) {
    return is_letter(c) || model::is_digit(c) || c == '-' || c == '_' || c == '.';
  });
  return is_plain ? std::string_view(lowered) : std::string_view();
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

void read_tag(std::string_view html, std::size_t at, HtmlTag& tag) {
  tag.is_end = html[at + 1] == '/';
  tag.attribute_count = 0;
  tag.has_too_many = false;
  TagReader reader(html, at + (tag.is_end ? 2 : 1));
  tag.name = reader.name();
  while (!reader.at_end(tag)) {
    const auto attribute = reader.attribute();
    if (tag.attribute_count == HtmlTag::kMostAttributes) {
      tag.has_too_many = true;
    } else {
      tag.attributes[tag.attribute_count++] = attribute;
    }
  }
}

std::size_t end_of_slim_tag(std::string_view html, std::size_t at) {
  while (at < html.size() && html[at] != ' ' && html[at] != '>') ++at;
  bool quoted = false;
  for (; at < html.size(); ++at) {
    if (html[at] == '"') quoted = !quoted && html[at - 1] == '=';
    if (html[at] == '>' && !quoted) return at + 1;
  }
  return html.size();
}

std::size_t end_of_markup(std::string_view html, std::size_t at) {
  if (html.substr(at).starts_with("<!--")) return end_of_comment(html, at + 4);
  const auto end = html.find('>', at);
  return end == std::string_view::npos ? html.size() : end + 1;
}

std::size_t end_of_raw_text(std::string_view html, std::size_t at, std::string_view name) {
  const bool is_script = same_ignoring_case(name, "script");
  bool in_comment = false;
  bool in_inner_script = false;
  for (; at < html.size(); ++at) {
    const char c = html[at];
    if (c == '-' && in_comment && html.substr(at).starts_with("-->")) {
      in_comment = in_inner_script = false;
    }
    if (c != '<') continue;
    if (is_script && !in_comment && html.substr(at).starts_with("<!--")) {
      // "<!-->" and "<!--->" open and close it at once.
      const auto rest = html.substr(at + 4);
      in_comment = !rest.starts_with('>') && !rest.starts_with("->");
    }
    if (in_comment && has_tag_at(html, at, "<", name)) in_inner_script = true;
    if (!has_tag_at(html, at, "</", name)) continue;
    if (!in_inner_script) return at;
    in_inner_script = false;
  }
  return html.size();
}

std::size_t end_of_foreign(std::string_view html, std::size_t at, std::string_view name) {
  std::size_t depth = 1;
  HtmlTag tag;
  for (at = html.find('<', at); at != std::string_view::npos; at = html.find('<', at)) {
    const bool is_end = at + 2 < html.size() && html[at + 1] == '/' && is_letter(html[at + 2]);
    const bool is_start = at + 1 < html.size() && is_letter(html[at + 1]);
    if (!is_end && !is_start) {
      at = html.substr(at).starts_with("<!--") ? end_of_markup(html, at) : at + 1;
      continue;
    }
    read_tag(html, at, tag);
    const Tag kind = tag_of(tag.name);
    if (!tag.is_complete || (kind >= Tag::kHtml && kind <= Tag::kTh)) return std::string_view::npos;
    if (same_ignoring_case(tag.name, name)) {
      const bool closes_itself = html[tag.end - 2] == '/';
      if (is_end && --depth == 0) return tag.end;
      if (!is_end && !closes_itself) ++depth;
    }
    at = tag.end;
  }
  return std::string_view::npos;
}

}  // namespace vancrawl::page
