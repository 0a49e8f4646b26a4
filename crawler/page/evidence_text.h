#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/page/page_fault.h"

namespace vancrawl::page {

/// BLAKE2b-256 of the scrubbed text, in hex: the name under which evidence is stored.
[[nodiscard]] model::EvidenceHash evidence_hash(std::string_view scrubbed_text);

/// zstd, level 1: evidence is written on every crawl and read rarely.
[[nodiscard]] std::string compressed(std::string_view scrubbed_text);
[[nodiscard]] std::expected<std::string, PageFault> decompressed(std::string_view bytes);

/// A hash of raw bytes that says only whether two answers are equal. Keyed with a random key of the
/// store, so that it tells nothing about a card number in them: Poly1305 under one half of the key,
/// which is five times as fast as BLAKE2b, sealed by BLAKE2b under the other.
[[nodiscard]] std::string page_hash(std::string_view key, std::string_view raw_body);

}  // namespace vancrawl::page
