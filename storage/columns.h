#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/control_totals.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"
#include "storage/connection.h"
#include "storage/store_error.h"
#include "storage/vault.h"

namespace vancrawl::storage {

// How values of the model stand in columns. Only for the sources of this folder.

/// A value that we wrote ourselves; one that does not read is a damaged store.
template <class Value>
[[nodiscard]] Value stored(std::expected<Value, model::ParseFault> read) {
  if (read) return std::move(*read);
  throw StoreError(StoreFault::kCorrupt, "a stored value does not read: " + read.error().message());
}

/// Three columns: key_id, wrapped_key, box.
[[nodiscard]] Sealed sealed_at(const Statement& row, int first);

[[nodiscard]] std::string ledgers_text(const std::vector<model::Ledger>& ledgers);
[[nodiscard]] std::vector<model::Ledger> ledgers_at(const Statement& row, int column);

/// One a line. Throws std::invalid_argument for a text that holds a line end itself.
[[nodiscard]] std::string lines(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);

[[nodiscard]] std::string scopes_text(const std::vector<model::ScopeId>& scopes);
[[nodiscard]] std::vector<model::ScopeId> scopes_at(const Statement& row, int column);

[[nodiscard]] model::ControlTotals totals_at(const Statement& row, int column);

/// 32 bytes and their 64 hex digits. Throws std::invalid_argument for anything else.
[[nodiscard]] std::string raw_hash(const model::EvidenceHash& hash);
[[nodiscard]] model::EvidenceHash shown_hash(std::string_view raw);

}  // namespace vancrawl::storage
