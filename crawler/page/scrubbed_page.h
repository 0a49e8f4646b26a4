#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/page_fault.h"

namespace vancrawl::page {

enum class Dialect { kHtml, kJson, kText };

/// "html", "json", "text": what evidence says of its own form.
[[nodiscard]] std::string_view name_of(Dialect dialect);

/// What came over the wire, with nothing done to it. Lives only until it is scrubbed.
struct RawPage {
  std::string content_type;  ///< the header as sent; may be empty or wrong
  std::string_view body;
};

/// What must go, and what the Luhn net must leave alone. Names are JSON keys (any case), form names
/// or header texts of HTML tables, as the site declares them.
struct ScrubRules {
  std::vector<std::string> dropped;   ///< the value is removed whole (cardRealNo, passwords)
  std::vector<std::string> cards;     ///< the value is cut to BIN6 + last4
  std::vector<std::string> accounts;  ///< the value is cut to its last four places
  std::vector<std::string> exempt;    ///< ids, dates, amounts: never touched by the Luhn net
  std::vector<std::string>
      free_text;  ///< columns in which a byte that does not decode is a finding
};

/// A page as it is parsed and as it is stored: UTF-8, scrubbed, HTML also slimmed (no scripts,
/// styles, comments, unneeded attributes, blanks between tags). A live read and a replay see the
/// same text; scrubbing it once more changes nothing.
struct ScrubbedPage {
  Dialect dialect = Dialect::kText;
  std::string text;
  std::vector<std::string> findings;  ///< e.g. a byte that did not decode in free text
};

/// Decodes (declared charset, else <meta>, else sniffed; CP949 strictly), slims and scrubs in one
/// pass. Refuses more than 4 MiB, HTML nested deeper than 512, a byte that does not decode outside
/// free text, and a type that is none of HTML, JSON and plain text. Magic bytes and the first
/// character decide, not the declared type alone.
[[nodiscard]] std::expected<ScrubbedPage, PageFault> scrub(const RawPage& raw,
                                                           const ScrubRules& rules);

}  // namespace vancrawl::page
