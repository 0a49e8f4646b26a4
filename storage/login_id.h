#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "storage/directory.h"

namespace vancrawl::storage {

/// A login id as it is stored and sent: NFKC, without blanks at its ends, letters as they were
/// typed. An empty one, a blank or control character within and what is no UTF-8 are an InputFault.
[[nodiscard]] std::expected<std::string, InputFault> normal_login_id(std::string_view typed);

/// What the login guard goes by: spellings that differ in letter case alone are one account, since
/// a portal may count them as one.
[[nodiscard]] std::string guard_key(std::string_view login_id);

[[nodiscard]] inline bool is_one_account(const model::AccountKey& a, const model::AccountKey& b) {
  return a.realm == b.realm && guard_key(a.login_id) == guard_key(b.login_id);
}

/// A secret as it is fingerprinted, sealed and sent: one line end less, NFC. An empty one, control
/// characters and what is no UTF-8 are an InputFault.
[[nodiscard]] std::expected<model::Secret, InputFault> normal_secret(const model::Secret& typed);

}  // namespace vancrawl::storage
