#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/session/answer_judgement.h"

namespace vancrawl::session {

/// Names a page that nobody knows by its build (status, path, kinds of its tags in order of their
/// first appearance), never by its words: the same page shown to two merchants has one mark. Twelve
/// letters.
[[nodiscard]] std::string page_mark(const RawAnswer& answer, std::string_view scrubbed);

/// How a failure's detail carries the mark, and what is found there.
[[nodiscard]] std::string with_page_mark(std::string detail, std::string_view mark);
[[nodiscard]] std::optional<std::string> page_mark_in(std::string_view detail);

}  // namespace vancrawl::session
