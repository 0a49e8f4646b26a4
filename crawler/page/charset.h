#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/page_fault.h"

namespace vancrawl::page {

/// A byte that is no character in the page's charset. In the text it stands as U+FFFD.
struct BadByte {
  std::size_t at = 0;      ///< where its U+FFFD begins in the decoded text
  std::size_t offset = 0;  ///< where it was in the body
  unsigned char byte = 0;
};

/// A body as UTF-8 without a byte order mark. Borrows the body if nothing had to be changed: must
/// not outlive it.
class DecodedText {
 public:
  DecodedText(std::string_view borrowed, std::vector<BadByte> bad)
      : borrowed_(borrowed), bad_(std::move(bad)) {}
  DecodedText(std::string owned, std::vector<BadByte> bad)
      : owned_(std::move(owned)), is_owned_(true), bad_(std::move(bad)) {}

  [[nodiscard]] std::string_view text() const { return is_owned_ ? owned_ : borrowed_; }
  [[nodiscard]] const std::vector<BadByte>& bad() const { return bad_; }
  [[nodiscard]] const std::vector<std::string>& findings() const { return findings_; }
  void add_finding(std::string finding) { findings_.push_back(std::move(finding)); }

 private:
  std::string owned_;
  std::string_view borrowed_;
  bool is_owned_ = false;
  std::vector<BadByte> bad_;
  std::vector<std::string> findings_;
};

/// Decodes by byte order mark, else the declared charset, else <meta>, else by looking: valid UTF-8
/// is UTF-8, anything else CP949 (with the extended Hangul of MS949; private-use places and the
/// single bytes 0x80 and 0xFF do not decode). A label that the bytes contradict (EUC-KR on UTF-8
/// Hangul, UTF-8 on CP949) is overruled with a finding; a body that both charsets could read as
/// Hangul is refused, and so are unknown charsets and NUL bytes.
[[nodiscard]] std::expected<DecodedText, PageFault> decode(std::string_view content_type,
                                                           std::string_view body);

/// "byte 0xB0 at offset 1234 does not decode"
[[nodiscard]] std::string shown(const BadByte& bad);

}  // namespace vancrawl::page
