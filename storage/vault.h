#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/model/secret.h"
#include "storage/key_ring.h"
#include "storage/view.h"

namespace vancrawl::storage {

enum class SealPurpose { kCredential, kSessionJar, kAttemptJar };

/// Everything a ciphertext is bound to: one of these different, and it does not open.
/// `trust_facts` is the site's base and login address, so that a changed address cannot open it.
/// Jars belong to an account: their merchant is empty and their version 0.
struct SealContext {
  SealPurpose purpose = SealPurpose::kCredential;
  model::MerchantId merchant;
  model::SiteId site;
  model::AccountKey account;
  int version = 0;
  std::string trust_facts;
};

/// A ciphertext at rest: XChaCha20-Poly1305 under a data key of its own, which the key file wraps.
/// Without wrapped_key nothing opens it again.
struct Sealed {
  std::string key_id;
  std::string wrapped_key;
  std::string box;
  friend bool operator==(const Sealed&, const Sealed&) = default;
};

enum class OpenFault {
  kOtherKey,     ///< sealed under a key that the ring does not hold
  kDestroyed,    ///< its data key was destroyed (consent withdrawn)
  kOtherContext  ///< merchant, site, account, version or trust facts differ, or it was altered
};

[[nodiscard]] std::string_view name_of(OpenFault fault);

/// What the key of all fingerprints is sealed for.
[[nodiscard]] SealContext fingerprint_key_context();

/// Seals under the ring's current key and opens under any of its keys. Holds them for as long as it
/// lives; const and without state, so any thread may use it.
class Vault {
 public:
  explicit Vault(KeyFile key) : Vault(KeyRing(std::move(key))) {}
  explicit Vault(KeyRing keys) : keys_(std::move(keys)) {}

  [[nodiscard]] const std::string& key_id() const { return keys_.current().id(); }
  [[nodiscard]] Sealed seal(const model::Secret& secret, const SealContext& context) const;
  [[nodiscard]] std::expected<model::Secret, OpenFault> open(const Sealed& sealed,
                                                             const SealContext& context) const;

  /// The same ciphertext with its data key wrapped under `to`. kOtherContext: the data key is
  /// damaged.
  [[nodiscard]] std::expected<Sealed, OpenFault> rewrapped(const Sealed& sealed,
                                                           const KeyFile& to) const;

  /// Keyed fingerprint (32 bytes) of an account's secret. Its key is random, lives sealed in the
  /// store and survives a change of the key file: a rejected secret stays known for ever. Made at
  /// first use.
  [[nodiscard]] std::string fingerprint(Transaction& transaction, const model::AccountKey& account,
                                        const model::Secret& secret) const;
  /// As the first stores computed it: by the login id's own spelling. Such rows stay as they are.
  [[nodiscard]] std::string first_fingerprint(Transaction& transaction,
                                              const model::AccountKey& account,
                                              const model::Secret& secret) const;

 private:
  [[nodiscard]] std::string keyed_hash(Transaction& transaction, const model::AccountKey& who,
                                       const model::Secret& secret) const;
  [[nodiscard]] std::expected<model::Secret, OpenFault> data_key_of(const Sealed& sealed) const;
  [[nodiscard]] model::Secret fingerprint_key(Transaction& transaction) const;

  KeyRing keys_;
};

}  // namespace vancrawl::storage
