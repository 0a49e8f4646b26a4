#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/page/page_fault.h"

namespace vancrawl::page {

/// BLAKE2b-256 in hex. Evidence is stored under that of its compressed bytes, so that whoever holds
/// them can check it.
[[nodiscard]] model::EvidenceHash evidence_hash(std::string_view bytes);

/// zstd, level 1: evidence is written on every crawl and read rarely.
[[nodiscard]] std::string compressed(std::string_view scrubbed_text);
[[nodiscard]] std::expected<std::string, PageFault> decompressed(std::string_view bytes);

/// A hash of raw bytes that says only whether two answers are equal. Keyed with a random key of the
/// store, so that it tells nothing about a card number in them: XXH3 of 128 bits, which is twenty
/// times as fast as BLAKE2b, sealed by BLAKE2b under a key.
[[nodiscard]] std::string page_hash(std::string_view key, std::string_view raw_body);

}  // namespace vancrawl::page
