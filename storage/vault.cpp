#include "storage/vault.h"

#include <sodium.h>

#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/login_id.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kFingerprintBytes = 32;
constexpr auto kFingerprintKeyName = "fingerprint";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const unsigned char* bytes_of(const model::Secret& secret) {
  return reinterpret_cast<const unsigned char*>(secret.expose().data());
}

std::string encrypted(const model::Secret& secret, std::string_view bound_to,
                      const model::Secret& key) {
  const auto size = secret.expose().size();
  std::string box(kNonceBytes + size + kTagBytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(box.data());
  randombytes_buf(out, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonceBytes, nullptr, bytes_of(secret), size,
                                             bytes_of(bound_to), bound_to.size(), nullptr, out,
                                             bytes_of(key));
  return box;
}

std::optional<model::Secret> decrypted(std::string_view box, std::string_view bound_to,
                                       const model::Secret& key) {
  if (box.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::vector<char> plain(box.size() - kNonceBytes - kTagBytes);
  const auto* const in = bytes_of(box);
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, in + kNonceBytes,
      box.size() - kNonceBytes, bytes_of(bound_to), bound_to.size(), in, bytes_of(key));
  if (opened != 0) return std::nullopt;
  return model::Secret::take(std::move(plain));
}

void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

std::string_view name_of(SealPurpose purpose) {
  switch (purpose) {
    case SealPurpose::kCredential:
      return "credential";
    case SealPurpose::kSessionJar:
      return "session jar";
    case SealPurpose::kAttemptJar:
      return "attempt jar";
  }
  __builtin_unreachable();
}

/// Every part with its length, so that no two contexts read the same.
std::string encoded(const SealContext& context) {
  std::string text;
  append(text, name_of(context.purpose));
  append(text, context.merchant.text());
  append(text, context.site.text());
  append(text, context.account.realm);
  append(text, context.account.login_id);
  append(text, std::to_string(context.version));
  append(text, context.trust_facts);
  return text;
}

std::string wrapping_context(const std::string& key_id) { return "data key under " + key_id; }

}  // namespace

std::string_view name_of(OpenFault fault) {
  switch (fault) {
    case OpenFault::kOtherKey:
      return "other_key";
    case OpenFault::kDestroyed:
      return "destroyed";
    case OpenFault::kOtherContext:
      return "other_context";
  }
  __builtin_unreachable();
}

SealContext fingerprint_key_context() {
  SealContext context;
  context.trust_facts = kFingerprintKeyName;
  return context;
}

Sealed Vault::seal(const model::Secret& secret, const SealContext& context) const {
  const auto data_key = random_key();
  const auto& key = keys_.current();
  return {key.id(), encrypted(data_key, wrapping_context(key.id()), key.key()),
          encrypted(secret, encoded(context), data_key)};
}

std::expected<model::Secret, OpenFault> Vault::data_key_of(const Sealed& sealed) const {
  if (sealed.wrapped_key.empty()) return std::unexpected(OpenFault::kDestroyed);
  const auto* const key = keys_.key_named(sealed.key_id);
  if (key == nullptr) return std::unexpected(OpenFault::kOtherKey);
  auto data_key = decrypted(sealed.wrapped_key, wrapping_context(key->id()), key->key());
  if (!data_key) return std::unexpected(OpenFault::kOtherContext);
  return std::move(*data_key);
}

std::expected<model::Secret, OpenFault> Vault::open(const Sealed& sealed,
                                                    const SealContext& context) const {
  const auto data_key = data_key_of(sealed);
  if (!data_key) return std::unexpected(data_key.error());
  auto secret = decrypted(sealed.box, encoded(context), *data_key);
  if (!secret) return std::unexpected(OpenFault::kOtherContext);
  return std::move(*secret);
}

std::expected<Sealed, OpenFault> Vault::rewrapped(const Sealed& sealed, const KeyFile& to) const {
  const auto data_key = data_key_of(sealed);
  if (!data_key) return std::unexpected(data_key.error());
  return Sealed{to.id(), encrypted(*data_key, wrapping_context(to.id()), to.key()), sealed.box};
}

model::Secret Vault::fingerprint_key(Transaction& transaction) const {
  const auto context = fingerprint_key_context();
  auto& connection = transaction.connection();
  auto row = connection.ask("SELECT key_id, wrapped_key, box FROM vault_key WHERE name = ?",
                            kFingerprintKeyName);
  if (row.step()) {
    auto key = open(sealed_at(row, 0), context);
    if (key) return std::move(*key);
    throw StoreError(StoreFault::kKey, "this key file is not the one that sealed the store");
  }
  auto key = random_key();
  const auto sealed = seal(key, context);
  connection.run("INSERT INTO vault_key(name, key_id, wrapped_key, box) VALUES (?, ?, ?, ?)",
                 kFingerprintKeyName, sealed.key_id, Blob{sealed.wrapped_key}, Blob{sealed.box});
  return key;
}

std::string Vault::fingerprint(Transaction& transaction, const model::AccountKey& account,
                               const model::Secret& secret) const {
  return keyed_hash(transaction, {account.realm, guard_key(account.login_id)}, secret);
}

std::string Vault::first_fingerprint(Transaction& transaction, const model::AccountKey& account,
                                     const model::Secret& secret) const {
  return keyed_hash(transaction, account, secret);
}

std::string Vault::keyed_hash(Transaction& transaction, const model::AccountKey& account,
                              const model::Secret& secret) const {
  const auto key = fingerprint_key(transaction);
  std::string who;
  append(who, account.realm);
  append(who, account.login_id);
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes_of(key), key.expose().size(), kFingerprintBytes);
  crypto_generichash_update(&state, bytes_of(who), who.size());
  crypto_generichash_update(&state, bytes_of(secret), secret.expose().size());
  std::string fingerprint(kFingerprintBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(fingerprint.data()),
                           fingerprint.size());
  return fingerprint;
}

}  // namespace vancrawl::storage
