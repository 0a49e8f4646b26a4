#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace vancrawl::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// A page is its body; its last byte also chooses how the answer is labelled and whose rules hold,
/// so that a page as a portal sends it is an input.
void fuzz_scrub(Bytes data);
void fuzz_html_table(Bytes data);
void fuzz_json_table(Bytes data);
void fuzz_form(Bytes data);
void fuzz_pad_keys(Bytes data);
void fuzz_recogniser(Bytes data);

/// A picture file (PNG, JPEG, GIF) as it is and a PNG with its checksums mended, solved with the
/// enrolled set and by the font bank alone in every order; other bytes as noise on a pad whose keys
/// are known.
void fuzz_keypad(Bytes data);
/// A geometry file of `vancrawl keypad`.
void fuzz_geometry(Bytes data);

void fuzz_cookie_line(Bytes data);
void fuzz_proxy_list(Bytes data);
void fuzz_site_toml(Bytes data);
/// Location and Retry-After of an answer.
void fuzz_address(Bytes data);
/// Every parser of a cell's text in crawler/model and crawler/page.
void fuzz_values(Bytes data);
/// What comes in at the control socket.
void fuzz_control(Bytes data);

struct Target {
  std::string_view name;
  std::string_view corpus;  ///< folder below tests/fuzz/corpus
  void (*run)(Bytes);
};

[[nodiscard]] std::span<const Target> targets();

}  // namespace vancrawl::fuzz
