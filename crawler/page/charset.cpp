#include "crawler/page/charset.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <simdjson.h>

#include "crawler/page/cp949.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;

enum class Charset { kUndeclared, kUtf8, kCp949, kUtf16Little, kUtf16Big, kUnknown };

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMetaWithin = 2048;
constexpr std::size_t kLabelShown = 40;

PageFault unknown_page(std::string message) {
  return {FailureClass::kUnknownPage, std::move(message)};
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return low;
}

/// The label behind "charset=", in lower case; empty if there is none.
std::string label_in(std::string_view text) {
  const std::string low = lower(text);
  auto at = low.find("charset");
  if (at == std::string::npos) return {};
  at = low.find_first_not_of(" \t\r\n", at + 7);
  if (at == std::string::npos || low[at] != '=') return {};
  at = low.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string::npos) return {};
  const auto end = low.find_first_of(" \t\r\n\"';>/,", at);
  return low.substr(at, end == std::string::npos ? end : end - at);
}

Charset charset_of(const std::string& label) {
  constexpr std::array kCp949Labels = {"euc-kr",      "euckr",          "cp949",          "ms949",
                                       "windows-949", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601",
                                       "ksc_5601",    "x-windows-949",  "korean",         "949"};
  // What servers put on anything when nobody told them: says nothing.
  constexpr std::array kSaysNothing = {"",         "iso-8859-1", "latin1",
                                       "us-ascii", "ascii",      "windows-1252"};
  if (label == "utf-8" || label == "utf8") return Charset::kUtf8;
  if (std::ranges::find(kCp949Labels, label) != kCp949Labels.end()) return Charset::kCp949;
  if (std::ranges::find(kSaysNothing, label) != kSaysNothing.end()) return Charset::kUndeclared;
  if (label == "utf-16le" || label == "utf-16") return Charset::kUtf16Little;
  return label == "utf-16be" ? Charset::kUtf16Big : Charset::kUnknown;
}

std::string label_in_meta(std::string_view body) {
  if (body.empty() || body.front() == '{' || body.front() == '[') return {};
  const auto start = lower(body.substr(0, kMetaWithin));
  for (auto at = start.find("<meta"); at != std::string::npos; at = start.find("<meta", at + 1)) {
    const auto label = label_in(std::string_view(start).substr(at, start.find('>', at) - at));
    if (!label.empty()) return label;
  }
  return {};
}

/// Length of the UTF-8 character at `i`, 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
  if (length == 0 || i + length > text.size()) return 0;
  return simdjson::validate_utf8(text.data() + i, length) ? length : 0;
}

bool is_hangul(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
  const unsigned code = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  return code >= 0xAC00 && code <= 0xD7A3;
}

bool has_utf8_hangul(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0xEA || lead > 0xED || utf8_length(text, i) != 3) continue;
    if (is_hangul(text, i)) return true;
  }
  return false;
}

bool is_ascii(std::string_view body) {
  return std::ranges::all_of(body, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

DecodedText from_utf8(std::string_view body) {
  if (simdjson::validate_utf8(body.data(), body.size())) return {body, {}};
  std::string text;
  std::vector<BadByte> bad;
  for (std::size_t i = 0; i < body.size();) {
    const auto length = utf8_length(body, i);
    if (length == 0) {
      bad.push_back({text.size(), i, static_cast<unsigned char>(body[i])});
      text += kReplacement;
    } else {
      text += body.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return {std::move(text), std::move(bad)};
}

DecodedText from_cp949_body(std::string_view body) {
  std::vector<BadByte> bad;
  std::string text = from_cp949(body, bad);
  return {std::move(text), std::move(bad)};
}

void put_code(std::string& text, unsigned code) {
  const auto put = [&](unsigned byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    return put(0x80U | (code & 0x3FU));
  }
  if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
  }
  put(0x80U | ((code >> 6U) & 0x3FU));
  put(0x80U | (code & 0x3FU));
}

std::expected<DecodedText, PageFault> from_utf16(std::string_view body, bool little) {
  const auto unit = [&](std::size_t i) {
    const unsigned a = static_cast<unsigned char>(body[i]);
    const unsigned b = static_cast<unsigned char>(body[i + 1]);
    return little ? (b << 8U) | a : (a << 8U) | b;
  };
  const auto refused = [](std::size_t at) {
    return std::unexpected(
        unknown_page(fmt::format("UTF-16 that does not decode at offset {}", at)));
  };
  std::string text;
  for (std::size_t i = 0; i < body.size(); i += 2) {
    if (i + 1 >= body.size()) return refused(i);
    const unsigned first = unit(i);
    if (first < 0xD800 || first > 0xDFFF) {
      put_code(text, first);
      continue;
    }
    const unsigned second = first < 0xDC00 && i + 3 < body.size() ? unit(i + 2) : 0;
    if (second < 0xDC00 || second > 0xDFFF) return refused(i);
    put_code(text, 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00));
    i += 2;
  }
  return DecodedText(std::move(text), {});
}

/// A body labelled CP949: UTF-8 all the same if only UTF-8 makes Hangul of it.
std::expected<DecodedText, PageFault> labelled_cp949(std::string_view body) {
  const bool looks_utf8 =
      !is_ascii(body) && simdjson::validate_utf8(body.data(), body.size()) && has_utf8_hangul(body);
  if (!looks_utf8) return from_cp949_body(body);
  if (is_cp949(body)) {
    return std::unexpected(
        unknown_page("labelled EUC-KR, and both CP949 and UTF-8 could be meant"));
  }
  auto decoded = from_utf8(body);
  decoded.add_finding("labelled EUC-KR, but it is UTF-8");
  return decoded;
}

/// A body labelled UTF-8: CP949 all the same if nothing in it is UTF-8 Hangul.
std::expected<DecodedText, PageFault> labelled_utf8(std::string_view body) {
  auto decoded = from_utf8(body);
  if (decoded.bad().empty() || has_utf8_hangul(body) || !is_cp949(body)) return decoded;
  auto other = from_cp949_body(body);
  if (!has_utf8_hangul(other.text())) return decoded;
  other.add_finding("labelled UTF-8, but it is CP949");
  return other;
}

std::expected<DecodedText, PageFault> sniffed(std::string_view body) {
  if (simdjson::validate_utf8(body.data(), body.size())) return DecodedText(body, {});
  // One cut character does not make a UTF-8 page a CP949 page.
  if (has_utf8_hangul(body) && !is_cp949(body)) return from_utf8(body);
  return from_cp949_body(body);
}

/// A label is bytes that nothing has decoded or scrubbed.
std::string shown_label(std::string_view label) {
  std::string shown(label.substr(0, kLabelShown));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  mask_card_numbers(shown);
  return shown;
}

std::expected<DecodedText, PageFault> decode_labelled(const std::string& label,
                                                      std::string_view body) {
  switch (charset_of(label)) {
    case Charset::kUndeclared:
      return sniffed(body);
    case Charset::kUtf8:
      return labelled_utf8(body);
    case Charset::kCp949:
      return labelled_cp949(body);
    case Charset::kUtf16Little:
      return from_utf16(body, true);
    case Charset::kUtf16Big:
      return from_utf16(body, false);
    case Charset::kUnknown:
      break;
  }
  return std::unexpected(
      unknown_page(fmt::format("charset \"{}\" is none that is read here", shown_label(label))));
}

std::expected<DecodedText, PageFault> decode_any(std::string_view content_type,
                                                 std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) return from_utf8(body.substr(3));
  if (body.starts_with("\xFF\xFE")) return from_utf16(body.substr(2), true);
  if (body.starts_with("\xFE\xFF")) return from_utf16(body.substr(2), false);
  std::string label = label_in(content_type);
  if (charset_of(label) == Charset::kUndeclared) label = label_in_meta(body);
  return decode_labelled(label, body);
}

}  // namespace

std::expected<DecodedText, PageFault> decode(std::string_view content_type, std::string_view body) {
  auto decoded = decode_any(content_type, body);
  if (!decoded) return decoded;
  if (const auto nul = decoded->text().find('\0'); nul != std::string_view::npos) {
    return std::unexpected(unknown_page(fmt::format("a NUL byte at offset {}: not a text", nul)));
  }
  return decoded;
}

std::string shown(const BadByte& bad) {
  return fmt::format("byte 0x{:02X} at offset {} does not decode", bad.byte, bad.offset);
}

}  // namespace vancrawl::page
