#pragma once

#include <expected>

#include "crawler/page/name_rules.h"
#include "crawler/page/page_fault.h"
#include "crawler/page/scrub_json.h"

namespace vancrawl::page {

/// Slims and scrubs HTML in one pass, without building a tree. What goes: scripts, styles, frames'
/// contents, pictures drawn in SVG, comments, meta and link, attributes that nobody reads, blanks
/// beside rows and cells. What stays reads the same to an HTML parser. A second pass over
/// the outcome changes nothing. Refuses nesting deeper than 512, a tag of more than 64 attributes
/// and the elements that swallow the rest of a page (plaintext, xmp).
[[nodiscard]] std::expected<ScrubbedText, PageFault> scrub_html(const DecodedText& decoded,
                                                                const NameRules& rules);

}  // namespace vancrawl::page
