#include "crawler/page/open_elements.h"

#include <initializer_list>

namespace vancrawl::page {
namespace {

using TagSet = std::array<bool, kTagCount>;

/// A parser keeps at most three alike (HTML standard, "Noah's Ark clause").
constexpr unsigned char kMostAlike = 3;

constexpr TagSet set_of(std::initializer_list<Tag> tags) {
  TagSet set{};
  for (const Tag tag : tags) set.at(static_cast<std::size_t>(tag)) = true;
  return set;
}

bool holds(const TagSet& set, Tag tag) { return set[static_cast<std::size_t>(tag)]; }

constexpr TagSet kCells = set_of({Tag::kTd, Tag::kTh, Tag::kCaption, Tag::kColgroup});
constexpr TagSet kRows = set_of({Tag::kTd, Tag::kTh, Tag::kTr, Tag::kCaption, Tag::kColgroup});
constexpr TagSet kSections = set_of({Tag::kTd, Tag::kTh, Tag::kTr, Tag::kThead, Tag::kTbody,
                                     Tag::kTfoot, Tag::kCaption, Tag::kColgroup});
constexpr TagSet kTableOnly = set_of({Tag::kTable});
constexpr TagSet kNothing = set_of({});
constexpr TagSet kScopeEnds =
    set_of({Tag::kTable, Tag::kTd, Tag::kTh, Tag::kCaption, Tag::kScope, Tag::kHtml});
constexpr TagSet kButtonScopeEnds =
    set_of({Tag::kTable, Tag::kTd, Tag::kTh, Tag::kCaption, Tag::kScope, Tag::kHtml, Tag::kButton});
constexpr TagSet kListEnds =
    set_of({Tag::kTable, Tag::kTd, Tag::kTh, Tag::kCaption, Tag::kScope, Tag::kHtml, Tag::kUl,
            Tag::kOl, Tag::kDl, Tag::kForm, Tag::kBlock, Tag::kSelect, Tag::kButton});
constexpr TagSet kClosesParagraph =
    set_of({Tag::kDiv, Tag::kP, Tag::kUl, Tag::kOl, Tag::kLi, Tag::kDl, Tag::kDt, Tag::kDd,
            Tag::kForm, Tag::kBlock, Tag::kVoidBlock});
constexpr TagSet kTableParts = set_of({Tag::kTd, Tag::kTh, Tag::kTr, Tag::kThead, Tag::kTbody,
                                       Tag::kTfoot, Tag::kCaption, Tag::kColgroup});
constexpr TagSet kOnlyOnce = set_of({Tag::kHtml, Tag::kHead, Tag::kBody, Tag::kForm});
constexpr TagSet kOptions = set_of({Tag::kOption});
constexpr TagSet kOptionGroups = set_of({Tag::kOption, Tag::kOptgroup});
constexpr TagSet kSelectOnly = set_of({Tag::kSelect, Tag::kTable});
constexpr TagSet kItems = set_of({Tag::kLi});
constexpr TagSet kTerms = set_of({Tag::kDt, Tag::kDd});
constexpr TagSet kParagraphs = set_of({Tag::kP});

}  // namespace

OpenElements::OpenElements() { stack_.reserve(64); }

bool OpenElements::open(Tag tag, bool has_attributes) {
  if (is_open(Tag::kSelect) && is_ignored_in_select(tag)) return true;
  close_implied(tag);
  const auto& traits = traits_of(tag);
  if (traits.is_void || (holds(kOnlyOnce, tag) && is_open(tag))) return true;
  stack_.push_back({tag, has_attributes});
  ++counts_[static_cast<std::size_t>(tag)];
  if (traits.is_marker) {
    before_markers_.push_back(left_);
    left_.plain = {};
  }
  return depth() <= kDeepest && left_.total <= kMostLeftOpen;
}

/// Within a select parsers take options only; fields and parts of tables end it.
bool OpenElements::is_ignored_in_select(Tag tag) {
  if (holds(kOptionGroups, tag)) return false;
  const bool ends_it = tag == Tag::kSelect || tag == Tag::kInput || tag == Tag::kTextarea ||
                       traits_of(tag).is_table_part;
  if (ends_it) pop_to(innermost(Tag::kSelect, kNothing));
  return tag == Tag::kSelect || !ends_it;
}

void OpenElements::close_implied(Tag tag) {
  if (tag == Tag::kOther || stack_.empty()) return;
  if (tag == Tag::kTd || tag == Tag::kTh) return pop_through_outermost(kCells, kTableOnly);
  if (tag == Tag::kTr) return pop_through_outermost(kRows, kTableOnly);
  if (holds(kTableParts, tag)) return pop_through_outermost(kSections, kTableOnly);
  if (tag == Tag::kTable && is_open(Tag::kTable)) {
    const bool in_cell = innermost(Tag::kTd, kTableOnly) < stack_.size() ||
                         innermost(Tag::kTh, kTableOnly) < stack_.size() ||
                         innermost(Tag::kCaption, kTableOnly) < stack_.size();
    if (!in_cell) pop_to(innermost(Tag::kTable, kNothing));
    return;
  }
  if (tag == Tag::kLi && is_open(tag)) pop_through_outermost(kItems, kListEnds);
  if ((tag == Tag::kDt || tag == Tag::kDd) && (is_open(Tag::kDt) || is_open(Tag::kDd))) {
    pop_through_outermost(kTerms, kListEnds);
  }
  if (tag == Tag::kOption && is_open(tag)) pop_through_outermost(kOptions, kSelectOnly);
  if (tag == Tag::kOptgroup) pop_through_outermost(kOptionGroups, kSelectOnly);
  if ((tag == Tag::kA || tag == Tag::kNobr || tag == Tag::kButton) && is_open(tag)) close(tag);
  if (holds(kClosesParagraph, tag) && is_open(Tag::kP)) {
    pop_through_outermost(kParagraphs, kButtonScopeEnds);
  }
}

void OpenElements::close(Tag tag) {
  const auto& traits = traits_of(tag);
  if (traits.is_void) return;
  if (is_open(Tag::kSelect) && !traits.is_table_part && tag != Tag::kSelect &&
      !holds(kOptionGroups, tag)) {
    return;
  }
  const TagSet& barrier = tag == Tag::kTable                             ? kNothing
                          : holds(kTableParts, tag) || tag == Tag::kForm ? kTableOnly
                                                                         : kScopeEnds;
  // A barrier that is the element itself does not hide it.
  const auto at = is_open(tag) ? innermost(tag, barrier) : stack_.size();
  if (at < stack_.size()) {
    // Its own end tag does not leave it open.
    const bool own_formatting = traits.is_formatting;
    pop_to(at + 1);
    if (own_formatting) {
      --counts_[static_cast<std::size_t>(tag)];
      stack_.pop_back();
    } else {
      pop();
    }
    return;
  }
  if (traits.is_formatting && left_.total > 0) --left_.total;
}

void OpenElements::pop() {
  const Element element = stack_.back();
  stack_.pop_back();
  --counts_[static_cast<std::size_t>(element.tag)];
  const auto& traits = traits_of(element.tag);
  if (traits.is_marker) {
    left_ = before_markers_.back();
    before_markers_.pop_back();
  }
  if (!traits.is_formatting) return;
  auto& alike =
      left_.plain[static_cast<std::size_t>(element.tag) - static_cast<std::size_t>(Tag::kA)];
  if (!element.has_attributes && alike >= kMostAlike) return;
  if (!element.has_attributes) ++alike;
  ++left_.total;
}

void OpenElements::pop_to(std::size_t size) {
  while (stack_.size() > size) pop();
}

void OpenElements::pop_through_outermost(const TagSet& tags, const TagSet& barrier) {
  std::size_t found = stack_.size();
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (holds(barrier, stack_[i].tag)) break;
    if (holds(tags, stack_[i].tag)) found = i;
  }
  pop_to(found);
}

std::size_t OpenElements::innermost(Tag tag, const TagSet& barrier) const {
  for (std::size_t i = stack_.size(); i-- > 0;) {
    if (stack_[i].tag == tag) return i;
    if (holds(barrier, stack_[i].tag)) break;
  }
  return stack_.size();
}

}  // namespace vancrawl::page
