#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/model/secret.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// The 32 random bytes that wrap every data key. A file of mode 0600 beside nothing else.
class KeyFile {
 public:
  /// Makes the file; throws StoreError(kKey) if it is there already.
  static KeyFile create(const std::filesystem::path& file);
  /// Throws StoreError(kKey) if it is missing, of another length, or open to group or others.
  [[nodiscard]] static KeyFile load(const std::filesystem::path& file);

  /// Names the key without telling it; stands beside every ciphertext.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const model::Secret& key() const { return key_; }

 private:
  KeyFile(model::Secret key, std::string id);
  model::Secret key_;
  std::string id_;
};

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
  kOtherKey,     ///< sealed under another key file
  kDestroyed,    ///< its data key was destroyed (consent withdrawn)
  kOtherContext  ///< merchant, site, account, version or trust facts differ, or it was altered
};

[[nodiscard]] std::string_view name_of(OpenFault fault);

/// Seals and opens. Holds the key for as long as it lives; const and without state, so any thread
/// may use it.
class Vault {
 public:
  explicit Vault(KeyFile key);

  [[nodiscard]] const std::string& key_id() const { return key_.id(); }
  [[nodiscard]] Sealed seal(const model::Secret& secret, const SealContext& context) const;
  [[nodiscard]] std::expected<model::Secret, OpenFault> open(const Sealed& sealed,
                                                             const SealContext& context) const;

  /// Keyed fingerprint (32 bytes) of an account's secret. Its key is random, lives sealed in the
  /// store and survives a change of the key file: a rejected secret stays known for ever. Made at
  /// first use.
  [[nodiscard]] std::string fingerprint(Transaction& transaction, const model::AccountKey& account,
                                        const model::Secret& secret) const;

 private:
  [[nodiscard]] model::Secret fingerprint_key(Transaction& transaction) const;

  KeyFile key_;
};

}  // namespace vancrawl::storage
