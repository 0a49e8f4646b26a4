#pragma once

#include <expected>
#include <string>
#include <vector>

#include "crawler/page/charset.h"
#include "crawler/page/name_rules.h"
#include "crawler/page/page_fault.h"

namespace vancrawl::page {

struct ScrubbedText {
  std::string text;
  std::vector<std::string> findings;
};

/// Scrubs one JSON document in one pass. Values of named keys are cut or emptied, whatever their
/// type; every other string and number goes through the Luhn net (a masked number becomes a
/// string). A document that is not well formed is refused.
[[nodiscard]] std::expected<ScrubbedText, PageFault> scrub_json(const DecodedText& decoded,
                                                                const NameRules& rules);

}  // namespace vancrawl::page
