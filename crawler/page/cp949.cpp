#include "crawler/page/cp949.h"

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <unicode/ucnv.h>

namespace vancrawl::page {
namespace {

constexpr unsigned kFirstLead = 0x81;
constexpr unsigned kLastLead = 0xFE;
constexpr unsigned kFirstTrail = 0x41;
constexpr unsigned kTrails = 0xFE - kFirstTrail + 1;
constexpr unsigned kLeads = kLastLead - kFirstLead + 1;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

using PairTable = std::array<char16_t, std::size_t{kLeads} * kTrails>;

bool is_private_use(UChar c) { return c >= 0xE000 && c <= 0xF8FF; }

char16_t converted(UConverter* converter, unsigned lead, unsigned trail) {
  const std::array<char, 2> pair = {static_cast<char>(lead), static_cast<char>(trail)};
  std::array<UChar, 4> out{};
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  const auto length = ucnv_toUChars(converter, out.data(), 4, pair.data(), 2, &status);
  const bool decodes = U_SUCCESS(status) && length == 1 && out[0] != 0xFFFD;
  return decodes && !is_private_use(out[0]) ? out[0] : u'\0';
}

std::unique_ptr<PairTable> filled_table() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
      ucnv_open("windows-949", &status), &ucnv_close);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no windows-949 converter");
  auto table = std::make_unique<PairTable>();
  for (std::size_t i = 0; i < table->size(); ++i) {
    table->at(i) = converted(converter.get(), kFirstLead + static_cast<unsigned>(i / kTrails),
                             kFirstTrail + static_cast<unsigned>(i % kTrails));
  }
  return table;
}

const PairTable& pairs() {
  static const std::unique_ptr<PairTable> table = filled_table();
  return *table;
}

/// 0 if the two bytes are no character.
char16_t pair_at(const PairTable& table, std::string_view body, std::size_t i) {
  if (i + 1 >= body.size()) return u'\0';
  const unsigned lead = static_cast<unsigned char>(body[i]);
  const unsigned trail = static_cast<unsigned char>(body[i + 1]);
  const bool in_table =
      lead >= kFirstLead && lead <= kLastLead && trail >= kFirstTrail && trail <= 0xFE;
  if (!in_table) return u'\0';
  return table[std::size_t{lead - kFirstLead} * kTrails + (trail - kFirstTrail)];
}

char* put_utf8(char* out, char16_t code) {
  const unsigned c = code;
  if (c < 0x800) {
    *out++ = static_cast<char>(0xC0U | (c >> 6U));
  } else {
    *out++ = static_cast<char>(0xE0U | (c >> 12U));
    *out++ = static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
  }
  *out++ = static_cast<char>(0x80U | (c & 0x3FU));
  return out;
}

std::size_t ascii_run(std::string_view body, std::size_t from) {
  std::size_t i = from;
  for (; i + 8 <= body.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, body.data() + i, 8);
    if ((eight & kHighBits) != 0) break;
  }
  while (i < body.size() && static_cast<unsigned char>(body[i]) < 0x80) ++i;
  return i - from;
}

}  // namespace

std::string from_cp949(std::string_view body, std::vector<BadByte>& bad) {
  const auto& table = pairs();
  std::string text(body.size() * 3, '\0');
  char* out = text.data();
  for (std::size_t i = 0; i < body.size();) {
    if (const auto run = ascii_run(body, i); run > 0) {
      std::memcpy(out, body.data() + i, run);
      out += run;
      i += run;
      continue;
    }
    if (const char16_t code = pair_at(table, body, i); code != u'\0') {
      out = put_utf8(out, code);
      i += 2;
      continue;
    }
    bad.push_back(
        {static_cast<std::size_t>(out - text.data()), i, static_cast<unsigned char>(body[i])});
    std::memcpy(out, kReplacement.data(), kReplacement.size());
    out += kReplacement.size();
    ++i;
  }
  text.resize(static_cast<std::size_t>(out - text.data()));
  return text;
}

bool is_cp949(std::string_view body) {
  const auto& table = pairs();
  for (std::size_t i = 0; i < body.size();) {
    if (const auto run = ascii_run(body, i); run > 0) {
      i += run;
      continue;
    }
    if (pair_at(table, body, i) == u'\0') return false;
    i += 2;
  }
  return true;
}

}  // namespace vancrawl::page
