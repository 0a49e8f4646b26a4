#include "storage/vault.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/login_id.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
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

void need_sodium() {
  if (sodium_init() < 0) throw StoreError(StoreFault::kOther, "libsodium cannot start");
}

model::Secret random_key() {
  std::vector<char> bytes(kKeyBytes);
  randombytes_buf(bytes.data(), bytes.size());
  return model::Secret::take(std::move(bytes));
}

std::string name_key(const model::Secret& key) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  constexpr std::string_view kPurpose = "vancrawl key id";
  crypto_generichash(hash.data(), hash.size(), bytes_of(kPurpose), kPurpose.size(), bytes_of(key),
                     key.expose().size());
  std::string id;
  for (std::size_t i = 0; i < 8; ++i) id += fmt::format("{:02x}", hash.at(i));
  return id;
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

class OpenFile {
 public:
  OpenFile(const std::filesystem::path& file, int flags)
      : descriptor_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0) return;
    throw StoreError(StoreFault::kKey,
                     fmt::format("key file {}: {}", file.string(), std::strerror(errno)));
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(descriptor_); }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

void refuse_open_to_others(int descriptor, const std::filesystem::path& file) {
  struct stat status{};
  constexpr mode_t kGroupAndOthers = 077;
  if (::fstat(descriptor, &status) == 0 && (status.st_mode & kGroupAndOthers) == 0) return;
  throw StoreError(
      StoreFault::kKey,
      fmt::format("key file {} is open to group or others: chmod 600 it", file.string()));
}

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

KeyFile::KeyFile(model::Secret key, std::string id) : key_(std::move(key)), id_(std::move(id)) {}

KeyFile KeyFile::create(const std::filesystem::path& file) {
  need_sodium();
  auto key = random_key();
  const OpenFile out(file, O_WRONLY | O_CREAT | O_EXCL);
  const auto written = ::write(out.descriptor(), key.expose().data(), kKeyBytes);
  if (written != static_cast<ssize_t>(kKeyBytes) || ::fsync(out.descriptor()) != 0) {
    throw StoreError(StoreFault::kKey, "key file " + file.string() + " cannot be written");
  }
  auto id = name_key(key);
  return {std::move(key), std::move(id)};
}

KeyFile KeyFile::load(const std::filesystem::path& file) {
  need_sodium();
  const OpenFile in(file, O_RDONLY);
  refuse_open_to_others(in.descriptor(), file);
  std::vector<char> bytes(kKeyBytes + 1);
  const auto got = ::read(in.descriptor(), bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(kKeyBytes)) {
    sodium_memzero(bytes.data(), bytes.size());
    throw StoreError(StoreFault::kKey,
                     fmt::format("key file {} does not hold {} bytes", file.string(), kKeyBytes));
  }
  bytes.resize(kKeyBytes);
  auto key = model::Secret::take(std::move(bytes));
  auto id = name_key(key);
  return {std::move(key), std::move(id)};
}

Vault::Vault(KeyFile key) : key_(std::move(key)) { need_sodium(); }

Sealed Vault::seal(const model::Secret& secret, const SealContext& context) const {
  const auto data_key = random_key();
  return {key_.id(), encrypted(data_key, wrapping_context(key_.id()), key_.key()),
          encrypted(secret, encoded(context), data_key)};
}

std::expected<model::Secret, OpenFault> Vault::open(const Sealed& sealed,
                                                    const SealContext& context) const {
  if (sealed.wrapped_key.empty()) return std::unexpected(OpenFault::kDestroyed);
  if (sealed.key_id != key_.id()) return std::unexpected(OpenFault::kOtherKey);
  const auto data_key = decrypted(sealed.wrapped_key, wrapping_context(key_.id()), key_.key());
  if (!data_key) return std::unexpected(OpenFault::kOtherContext);
  auto secret = decrypted(sealed.box, encoded(context), *data_key);
  if (!secret) return std::unexpected(OpenFault::kOtherContext);
  return std::move(*secret);
}

model::Secret Vault::fingerprint_key(Transaction& transaction) const {
  SealContext context;
  context.trust_facts = kFingerprintKeyName;
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
  const auto key = fingerprint_key(transaction);
  std::string who;
  append(who, account.realm);
  append(who, guard_key(account.login_id));
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
