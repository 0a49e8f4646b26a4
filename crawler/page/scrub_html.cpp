#include "crawler/page/scrub_html.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/inline_style.h"
#include "crawler/page/luhn_net.h"
#include "crawler/page/open_elements.h"
#include "crawler/page/scrub_columns.h"

namespace vancrawl::page {
namespace {

constexpr NameFlags kCutFlags = kDropped | kCard | kAccount;
constexpr std::size_t kLongestReference = 32;

bool is_reference_char(char c) { return is_letter(c) || model::is_digit(c) || c == '#'; }

class HtmlScrubber {
 public:
  HtmlScrubber(const DecodedText& decoded, const NameRules& rules)
      : html_(decoded.text()), bad_(decoded.bad()), rules_(rules), columns_(rules) {
    out_.reserve(html_.size() + 256);
  }

  std::expected<ScrubbedText, PageFault> run() {
    while (at_ < html_.size() && fault_.empty()) {
      if (html_[at_] == '<') {
        markup();
      } else {
        const void* next = std::memchr(html_.data() + at_, '<', html_.size() - at_);
        const auto end =
            next == nullptr
                ? html_.size()
                : static_cast<std::size_t>(static_cast<const char*>(next) - html_.data());
        text(end);
      }
    }
    if (!fault_.empty()) {
      return std::unexpected(PageFault{model::FailureClass::kUnknownPage, fault_});
    }
    columns_.before(Tag::kTable, true, out_);
    net_region();
    return ScrubbedText{std::move(out_), std::move(findings_)};
  }

 private:
  void markup() {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : '\0';
    if (is_letter(next)) return start_tag();
    if (next == '/' && at_ + 2 < html_.size()) {
      return is_letter(html_[at_ + 2]) ? end_tag() : drop_until(end_of_markup(html_, at_));
    }
    if (next == '?') return drop_until(end_of_markup(html_, at_));
    if (next == '!') return declaration();
    ++at_;
    put_text("&lt;");
  }

  void declaration() {
    const auto end = end_of_markup(html_, at_);
    if (!same_ignoring_case(html_.substr(at_, 9), "<!doctype") || !out_.empty()) {
      return drop_until(end);
    }
    out_ += "<!DOCTYPE html>";
    skip_to(end);
  }

  void text(std::size_t end) {
    if (!check_bad(end, columns_.cell_flags())) return;
    while (at_ < end) {
      const char* run = html_.data() + at_;
      std::size_t length = 0;
      while (at_ + length < end && !is_html_blank(run[length]) && run[length] != '&') ++length;
      if (length > 0) put_text({run, length});
      at_ += length;
      if (at_ >= end) break;
      if (html_[at_] == '&') {
        reference(end);
      } else {
        pending_blank_ = true;
        ++at_;
      }
    }
  }

  /// &#52; -> 4, so that digits written as references meet the net; every other one stays.
  void reference(std::size_t end) {
    const auto plain = plain_reference(html_.substr(at_, end - at_));
    if (plain.length == 0 || ends_in_open_reference()) {
      put_text(plain.is_none ? "&amp;" : "&");
      ++at_;
      return;
    }
    at_ += plain.length;
    if (plain.character == ' ') {
      pending_blank_ = true;
    } else {
      put_text({&plain.character, 1});
    }
  }

  /// Whether what was written ends like "&am": the next character could complete it.
  [[nodiscard]] bool ends_in_open_reference() const {
    if (pending_blank_) return false;
    std::size_t i = out_.size();
    while (i > 0 && out_.size() - i < kLongestReference && is_reference_char(out_[i - 1])) --i;
    return i > 0 && out_[i - 1] == '&';
  }

  void put_text(std::string_view piece) {
    if (pending_blank_ && !after_table_part_) out_.push_back(' ');
    pending_blank_ = false;
    after_table_part_ = false;
    out_ += piece;
  }

  /// Drops input without a trace, unless the text before and behind would then read as one entity.
  void drop_until(std::size_t end) {
    if (ends_in_open_reference()) out_ += "<!---->";
    skip_to(end);
  }

  void skip_to(std::size_t end) {
    while (next_bad_ < bad_.size() && bad_[next_bad_].at < end) {
      findings_.push_back(shown(bad_[next_bad_++]) + " in a part that is dropped");
    }
    at_ = end;
  }

  void start_tag() {
    read_tag(html_, at_, tag_);
    if (!tag_.is_complete) return drop_until(html_.size());
    if (tag_.has_too_many) return refuse("a tag with more than 64 attributes");
    const Tag tag = tag_of(tag_.name);
    if (reads_otherwise_in_select(tag)) return refuse(fmt::format("<{}> in a select", tag_.name));
    if (is_dropped(tag)) return drop_element(tag);
    if (tag == Tag::kUnreadable) return refuse(fmt::format("an element <{}>", tag_.name));
    before_tag(tag);
    colspan_ = rowspan_ = 1;
    const bool has_attributes = tag_.attribute_count > 0 && put_with_attributes(tag);
    if (tag_.attribute_count == 0) put_plain_tag();
    if (!fault_.empty()) return;
    if (!open_.open(tag, has_attributes)) return refuse("HTML nested deeper than 512");
    skip_to(tag_.end);
    after_tag(tag);
    columns_.after_start(tag, out_.size(), colspan_, rowspan_);
    if (tag == Tag::kTitle || tag == Tag::kTextarea) text_of_element();
  }

  /// Parsers ignore these there and take what stands in them for markup.
  [[nodiscard]] bool reads_otherwise_in_select(Tag tag) const {
    const bool swallows = tag == Tag::kStyle || tag == Tag::kRawText || tag == Tag::kTitle ||
                          tag == Tag::kTextarea || tag == Tag::kForeign;
    return swallows && open_.is_open(Tag::kSelect);
  }

  static bool is_dropped(Tag tag) {
    return tag == Tag::kScript || tag == Tag::kStyle || tag == Tag::kRawText ||
           tag == Tag::kDroppedVoid || tag == Tag::kForeign;
  }

  void drop_element(Tag tag) {
    if (tag == Tag::kDroppedVoid) return drop_until(tag_.end);
    if (tag == Tag::kForeign) {
      const bool closes_itself = html_[tag_.end - 2] == '/';
      const auto end = closes_itself ? tag_.end : end_of_foreign(html_, tag_.end, tag_.name);
      if (end == std::string_view::npos) return refuse("an svg or math element that does not end");
      return drop_until(end);
    }
    const auto end = end_of_raw_text(html_, tag_.end, tag_.name);
    drop_until(end == html_.size() ? end : end_of_markup(html_, end));
  }

  /// Markup inside a title or textarea is text.
  void text_of_element() {
    const std::string name(tag_.name);
    const auto end = end_of_raw_text(html_, at_, name);
    while (at_ < end && fault_.empty()) {
      if (html_[at_] == '<') {
        ++at_;
        put_text("&lt;");
        continue;
      }
      text(std::min(html_.find('<', at_), end));
    }
  }

  void end_tag() {
    read_tag(html_, at_, tag_);
    if (!tag_.is_complete) return drop_until(html_.size());
    const Tag tag = tag_of(tag_.name);
    if (is_dropped(tag)) return drop_until(tag_.end);
    before_tag(tag);
    put_plain_tag();
    open_.close(tag);
    skip_to(tag_.end);
    after_tag(tag);
  }

  void before_tag(Tag tag) {
    const auto& traits = traits_of(tag);
    // Beside other tags a blank stays: one that parsers ignore would part words no more.
    parts_cells_ = traits.is_table_part && (!tag_.is_end || open_.is_open(tag));
    if (pending_blank_ && !after_table_part_ && !parts_cells_) out_.push_back(' ');
    pending_blank_ = false;
    if (!traits.is_structural) {
      region_has_tags_ = true;
      return;
    }
    net_region();
    columns_.before(tag, tag_.is_end, out_);
  }

  void after_tag(Tag tag) {
    const auto& traits = traits_of(tag);
    after_table_part_ = parts_cells_;
    if (!traits.is_structural) return;
    region_begin_ = out_.size();
    region_has_tags_ = false;
  }

  /// The net over the text between two elements that part text.
  void net_region() {
    if (out_.size() < region_begin_ + 13 || (columns_.cell_flags() & kExempt) != 0) return;
    mask_card_numbers(std::span(out_).subspan(region_begin_), region_has_tags_);
  }

  void put_name() {
    const std::size_t begin = out_.size();
    out_ += tag_.name;
    for (std::size_t i = begin; i < out_.size(); ++i) {
      if (out_[i] >= 'A' && out_[i] <= 'Z') out_[i] = static_cast<char>(out_[i] + 32);
    }
    mask_card_numbers(std::span(out_).subspan(begin));
  }

  void put_plain_tag() {
    out_ += tag_.is_end ? "</" : "<";
    put_name();
    out_.push_back('>');
  }

  /// False if none was kept.
  bool put_with_attributes(Tag tag) {
    out_.push_back('<');
    put_name();
    const bool any = put_attributes(tag);
    out_.push_back('>');
    return any;
  }

  bool put_attributes(Tag tag) {
    const NameFlags named = tag == Tag::kInput ? input_flags() : NameFlags{kNoFlag};
    bool any = false;
    for (std::size_t i = 0; i < tag_.attribute_count; ++i) {
      const auto& attribute = tag_.attributes[i];
      const auto name = kept_attribute_name(attribute.name, lowered_);
      if (name.empty() || is_repeated(i) || holds_number(name)) continue;
      if (name == "style" && !places_element(attribute.value)) continue;
      any = true;
      if (name == "colspan") colspan_ = span_value(attribute.value);
      if (name == "rowspan") rowspan_ = span_value(attribute.value);
      NameFlags flags = name == "value" ? named : NameFlags{kNoFlag};
      if (name.starts_with("data-")) flags = rules_.flags_of(name);
      put_attribute(name, attribute.value, flags);
    }
    return any;
  }

  [[nodiscard]] bool is_repeated(std::size_t index) const {
    for (std::size_t i = 0; i < index; ++i) {
      if (same_ignoring_case(tag_.attributes[i].name, tag_.attributes[index].name)) return true;
    }
    return false;
  }

  [[nodiscard]] static bool holds_number(std::string_view name) {
    std::string masked(name);
    return mask_card_numbers(masked);
  }

  /// What a person typed as a password goes, whatever the field's name.
  [[nodiscard]] NameFlags input_flags() const {
    NameFlags flags = kNoFlag;
    for (std::size_t i = tag_.attribute_count; i-- > 0;) {
      const auto& [name, value] = tag_.attributes[i];
      if (same_ignoring_case(name, "type") && same_ignoring_case(value, "password"))
        return kDropped;
      if (same_ignoring_case(name, "name")) flags = rules_.flags_of(value);
    }
    return flags;
  }

  void put_attribute(std::string_view name, std::string_view value, NameFlags flags) {
    out_.push_back(' ');
    out_ += name;
    if (value.empty()) {
      out_ += "=\"\"";
      return;
    }
    out_ += "=\"";
    const std::size_t begin = out_.size();
    const auto allowed = static_cast<NameFlags>(flags | columns_.cell_flags());
    const auto value_at = static_cast<std::size_t>(value.data() - html_.data());
    skip_dropped_before(value_at);
    if (!check_bad(value_at + value.size(), allowed)) return;
    if ((flags & kCutFlags) != 0) {
      out_ += kept_of(value, flags);
    } else {
      put_value(value);
      if ((allowed & kExempt) == 0) mask_card_numbers(std::span(out_).subspan(begin));
    }
    out_.push_back('"');
  }

  void put_value(std::string_view value) {
    if (!value.contains('"') && !value.contains("&#")) {
      out_ += value;
      return;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto plain = plain_reference(value.substr(i));
      if (plain.length > 0 && !ends_in_open_reference()) {
        out_.push_back(plain.character);
        i += plain.length - 1;
      } else if (plain.is_none) {
        out_ += "&amp;";
      } else if (value[i] == '"') {
        out_ += "&quot;";
      } else {
        out_.push_back(value[i]);
      }
    }
  }

  void skip_dropped_before(std::size_t end) {
    while (next_bad_ < bad_.size() && bad_[next_bad_].at < end) {
      findings_.push_back(shown(bad_[next_bad_++]) + " in a part that is dropped");
    }
  }

  bool check_bad(std::size_t end, NameFlags flags) {
    while (next_bad_ < bad_.size() && bad_[next_bad_].at < end) {
      const auto& bad = bad_[next_bad_++];
      if ((flags & kFreeText) == 0) {
        refuse(shown(bad));
        return false;
      }
      findings_.push_back(shown(bad) + " in free text");
    }
    return true;
  }

  void refuse(std::string why) { fault_ = std::move(why); }

  std::string_view html_;
  const std::vector<BadByte>& bad_;
  const NameRules& rules_;
  ScrubColumns columns_;
  OpenElements open_;
  HtmlTag tag_;
  std::size_t at_ = 0;
  std::size_t next_bad_ = 0;
  std::size_t region_begin_ = 0;
  std::size_t colspan_ = 1;
  std::size_t rowspan_ = 1;
  bool region_has_tags_ = false;
  bool pending_blank_ = false;
  bool after_table_part_ = true;
  bool parts_cells_ = false;
  std::string out_;
  std::string lowered_;
  std::string fault_;
  std::vector<std::string> findings_;
};

}  // namespace

std::expected<ScrubbedText, PageFault> scrub_html(const DecodedText& decoded,
                                                  const NameRules& rules) {
  return HtmlScrubber(decoded, rules).run();
}

}  // namespace vancrawl::page
