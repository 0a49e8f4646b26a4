#include "storage/login_id.h"

#include <algorithm>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include "crawler/model/text.h"

namespace vancrawl::storage {
namespace {

bool is_utf8(std::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(text.data(), at, size, character);
    if (character < 0) return false;
  }
  return true;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

/// C1 controls, which UTF-8 writes as C2 80 to C2 9F.
bool holds_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control(text[i])) return true;
    const bool is_pair = text[i] == '\xC2' && i + 1 < text.size();
    if (is_pair && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

using Normalizer = const icu::Normalizer2* (*)(UErrorCode&);

/// In one piece of memory, so that a secret leaves no shorter copy behind.
std::string normalized(Normalizer form, std::string_view text) {
  constexpr std::size_t kMostGrowth = 18;  // of one character under NFKC
  std::string result;
  result.reserve(text.size() * kMostGrowth);
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  const auto* const normalizer = form(status);
  if (U_SUCCESS(status)) {
    normalizer->normalizeUTF8(0,
                              icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                              sink, nullptr, status);
  }
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no normal forms");
  return result;
}

std::unexpected<InputFault> refused(std::string why) {
  return std::unexpected(InputFault{"credential: " + std::move(why)});
}

}  // namespace

std::expected<std::string, InputFault> normal_login_id(std::string_view typed) {
  if (!is_utf8(typed)) return refused("the login id is no UTF-8");
  const auto normal = normalized(icu::Normalizer2::getNFKCInstance, typed);
  std::string id(model::trimmed(normal));
  if (id.empty()) return refused("the login id is empty");
  if (id.contains(' ') || holds_control(id)) {
    return refused("the login id holds a blank or a control character");
  }
  return id;
}

std::string guard_key(std::string_view login_id) {
  return normalized(icu::Normalizer2::getNFKCCasefoldInstance, login_id);
}

std::expected<model::Secret, InputFault> normal_secret(const model::Secret& typed) {
  std::string_view bytes(typed.expose().data(), typed.expose().size());
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
  if (bytes.empty()) return refused("the secret is empty");
  if (!is_utf8(bytes)) return refused("the secret is no UTF-8");
  if (holds_control(bytes)) return refused("the secret holds a control character");
  if (model::is_ascii(bytes)) return model::Secret::take({bytes.begin(), bytes.end()});
  auto composed = normalized(icu::Normalizer2::getNFCInstance, bytes);
  return model::Secret::take(composed);
}

}  // namespace vancrawl::storage
