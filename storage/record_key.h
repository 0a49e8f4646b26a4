#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/records.h"

namespace vancrawl::storage {

/// Names one row of a slice across re-crawls: the slice's number, a fingerprint of the natural key,
/// the occurrence. Written "412-9f3c5a0b11d2e4c7-0".
struct RecordKey {
  std::int64_t slice = 0;
  std::string fingerprint;  ///< 16 hex digits
  std::int32_t occurrence = 0;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;

  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::expected<RecordKey, model::ParseFault> parse_record_key(std::string_view text);

[[nodiscard]] RecordKey key_of(std::int64_t slice, const model::ApprovalRecord& row);
[[nodiscard]] RecordKey key_of(std::int64_t slice, const model::AcquisitionRecord& row);
[[nodiscard]] RecordKey key_of(std::int64_t slice, const model::DepositRecord& row);

}  // namespace vancrawl::storage
