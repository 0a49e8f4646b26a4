#pragma once

#include <cstdint>
#include <string_view>

namespace vancrawl::page {

/// The elements that slimming and table reading tell apart.
enum class Tag : std::uint8_t {
  kOther,
  kHtml,
  kHead,
  kBody,
  kTable,
  kCaption,
  kColgroup,
  kCol,
  kThead,
  kTbody,
  kTfoot,
  kTr,
  kTd,
  kTh,
  kDiv,
  kP,
  kUl,
  kOl,
  kLi,
  kDl,
  kDt,
  kDd,
  kForm,
  kSelect,
  kOption,
  kOptgroup,
  kBlock,
  kVoidBlock,
  kBr,
  kTitle,
  kTextarea,
  kInput,
  kImg,
  kVoid,
  kButton,
  kScope,
  kMap,
  kArea,
  kA,
  kB,
  kBig,
  kCode,
  kEm,
  kFont,
  kI,
  kNobr,
  kS,
  kSmall,
  kStrike,
  kStrong,
  kTt,
  kU,
  kScript,
  kStyle,
  kRawText,
  kDroppedVoid,
  kForeign,
  kUnreadable
};

inline constexpr std::size_t kTagCount = static_cast<std::size_t>(Tag::kUnreadable) + 1;

/// What a tag's kind implies.
struct TagTraits {
  bool is_void = false;        ///< has no content and no end tag
  bool is_structural = false;  ///< parts text, as a block or a cell does
  bool is_table_part = false;  ///< table, section, row, cell: blanks beside it say nothing
  bool is_formatting = false;  ///< reopened by parsers when closed out of order
  bool is_marker = false;      ///< a cell, caption or object: formatting does not leak out of it
};

/// The kind of an element by its name, in any case. Names that need no telling apart share a kind:
/// section and fieldset are kBlock, wbr is kVoid.
[[nodiscard]] Tag tag_of(std::string_view name);
[[nodiscard]] const TagTraits& traits_of(Tag tag);

}  // namespace vancrawl::page
