#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/instant.h"
#include "storage/store.h"
#include "storage/vault.h"

namespace vancrawl::storage {

/// Wraps every data key of the store under `to`; ciphertexts and data keys stay. The number of rows
/// that another key wrapped. Throws StoreError(kKey) that names the first row whose data key does
/// not open: then nothing is to be committed.
int rewrap_all(Transaction& transaction, const Vault& vault, const KeyFile& to);

/// Told after each step: whoever dies there loses nothing, and the next rotation goes on.
enum class RotationStep { kKeyMade, kRewrapped, kPromoted };

struct Rotated {
  std::string from_key;
  std::string to_key;
  int rows = 0;
};

/// Makes a key (or goes on with the one that an unfinished rotation left), wraps every data key
/// under it, and puts it in the place of the key file. The key before stays as FILE.old-ID: it
/// opens backups, and rows that somebody missed. The audit log hears of it in the same commit. Of a
/// systemd credential the next key must lie beside it as NAME.next, and both stay where they are.
Rotated rotate_vault(Store& store, const std::filesystem::path& key_file, KeyPlace place,
                     model::Instant now, const std::function<void(RotationStep)>& after = {});

/// What opening every sealed row showed.
struct VaultCheck {
  int opened = 0;
  int under_other_keys = 0;           ///< of those opened, not under the current key
  std::vector<std::string> unopened;  ///< one sentence a row, without a secret
  [[nodiscard]] bool old_keys_may_go() const { return unopened.empty() && under_other_keys == 0; }
};

/// The trust facts of a site; none if there is no such site.
using TrustFacts = std::function<std::optional<std::string>(const model::SiteId&)>;

/// Opens every credential, jar and key of the store and throws what it read away, wiped.
[[nodiscard]] VaultCheck check_vault(View& view, const Vault& vault, const TrustFacts& trust_facts);

}  // namespace vancrawl::storage
