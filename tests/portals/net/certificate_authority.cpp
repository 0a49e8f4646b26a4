#include "tests/portals/net/certificate_authority.h"

#include <fstream>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace vancrawl::portals::net {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

void require(bool done, const char* step) {
  if (!done) throw std::runtime_error(std::string("OpenSSL: ") + step);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr, "EC key");
  return key;
}

void set_random_serial(X509* certificate) {
  std::uint64_t serial = 0;
  auto* const bytes = reinterpret_cast<unsigned char*>(&serial);
  require(RAND_bytes(bytes, sizeof serial) == 1, "serial");
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1, "serial");
}

Certificate make_certificate(EVP_PKEY* key, const std::string& name) {
  constexpr long kHour = 3600;
  constexpr long kMonth = 30 * 24 * kHour;
  Certificate certificate(X509_new());
  require(certificate != nullptr, "certificate");
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_random_serial(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kMonth);
  require(X509_set_pubkey(certificate.get(), key) == 1, "public key");
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>(name.c_str());
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "name");
  return certificate;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension != nullptr, "extension");
  require(X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "issuer");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "signature");
}

std::string text_of(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(memory.get(), certificate) == 1, "PEM");
  return text_of(memory.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  const int done =
      PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  require(done == 1, "PEM");
  return text_of(memory.get());
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) {
    const bool address = name.find_first_not_of("0123456789.") == std::string::npos;
    if (!joined.empty()) joined += ',';
    joined += (address ? "IP:" : "DNS:") + name;
  }
  return joined;
}

}  // namespace

struct CertificateAuthority::Inner {
  Key key = make_key();
  Certificate certificate = make_certificate(key.get(), "portal simulator CA");
};

CertificateAuthority::CertificateAuthority() : inner_(std::make_unique<Inner>()) {
  X509* const own = inner_->certificate.get();
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(own, own, inner_->key.get());
}

CertificateAuthority::~CertificateAuthority() = default;

ServerCertificate CertificateAuthority::issue() { return issue_for({"127.0.0.1", "localhost"}); }

ServerCertificate CertificateAuthority::issue_for(const std::vector<std::string>& names) {
  X509* const issuer = inner_->certificate.get();
  const Key key = make_key();
  const Certificate server = make_certificate(key.get(), names.front());
  add_extension(server.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(server.get(), issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(server.get(), issuer, NID_ext_key_usage, "serverAuth");
  add_extension(server.get(), issuer, NID_subject_alt_name, alternative_names(names));
  sign(server.get(), issuer, inner_->key.get());
  return {.chain_pem = pem_of(server.get()), .key_pem = pem_of(key.get())};
}

std::string CertificateAuthority::certificate_pem() const {
  return pem_of(inner_->certificate.get());
}

std::filesystem::path CertificateAuthority::write_pem(const std::filesystem::path& folder) const {
  std::filesystem::path path = folder / "portal-ca.pem";
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << certificate_pem();
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return path;
}

}  // namespace vancrawl::portals::net
