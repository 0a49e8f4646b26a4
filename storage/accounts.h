#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "crawler/model/ids.h"
#include "storage/view.h"

namespace vancrawl::storage {

// The row of an account. Only for the sources of this folder.

[[nodiscard]] std::optional<std::int64_t> account_number(View& view,
                                                         const model::AccountKey& account);
/// Makes the row if there is none.
[[nodiscard]] std::int64_t account_number_made(Transaction& transaction,
                                               const model::AccountKey& account);

/// An account of the realm that differs in the spelling of its login id alone: to the guard the two
/// are one (login_id.h).
[[nodiscard]] std::optional<model::AccountKey> spelled_otherwise(View& view,
                                                                 const model::AccountKey& account);
/// The row of the account under whichever spelling it stands, else a fresh one.
[[nodiscard]] std::int64_t guarded_account_made(Transaction& transaction,
                                                const model::AccountKey& account);

/// As realm/login id: what the audit log says an account is.
[[nodiscard]] std::string account_text(View& view, std::int64_t account);

}  // namespace vancrawl::storage
