#include "storage/record_key.h"

#include <charconv>

#include <fmt/format.h>

#include "storage/canonical_rows.h"
#include "storage/digest.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kFingerprintBytes = 8;
constexpr std::size_t kFingerprintDigits = 2 * kFingerprintBytes;

std::string fingerprint_of(const std::string& natural_key) {
  // Half of the hash is enough within a slice.
  return hex_digits(std::string_view(short_hash(natural_key)).substr(0, kFingerprintBytes));
}

template <class Number>
bool reads(std::string_view digits, Number& number) {
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc() && read.ptr == end && number >= 0;
}

}  // namespace

std::string RecordKey::text() const {
  return fmt::format("{}-{}-{}", slice, fingerprint, occurrence);
}

std::expected<RecordKey, model::ParseFault> parse_record_key(std::string_view text) {
  const auto first = text.find('-');
  const auto second = text.rfind('-');
  RecordKey key;
  if (first != std::string_view::npos && second > first) {
    key.fingerprint = text.substr(first + 1, second - first - 1);
    const bool is_hex =
        key.fingerprint.find_first_not_of("0123456789abcdef") == std::string::npos &&
        key.fingerprint.size() == kFingerprintDigits;
    if (is_hex && reads(text.substr(0, first), key.slice) &&
        reads(text.substr(second + 1), key.occurrence)) {
      return key;
    }
  }
  return std::unexpected(
      model::ParseFault{std::string(text), "a record (as \"412-9f3c5a0b11d2e4c7-0\")"});
}

RecordKey key_of(std::int64_t slice, const model::ApprovalRecord& row) {
  return {slice, fingerprint_of(natural_key(row)), row.occurrence};
}

RecordKey key_of(std::int64_t slice, const model::AcquisitionRecord& row) {
  return {slice, fingerprint_of(natural_key(row)), row.occurrence};
}

RecordKey key_of(std::int64_t slice, const model::DepositRecord& row) {
  return {slice, fingerprint_of(natural_key(row)), row.occurrence};
}

}  // namespace vancrawl::storage
