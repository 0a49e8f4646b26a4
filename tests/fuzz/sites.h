#pragma once

#include "crawler/session/site_book.h"

namespace vancrawl::fuzz {

/// The sites' own definitions, read once.
[[nodiscard]] const session::SiteBook& cardsales();
[[nodiscard]] const session::SiteBook& sample_keypad();

/// A file of the corpus, whole.
[[nodiscard]] std::string corpus_file(const std::string& path);

}  // namespace vancrawl::fuzz
