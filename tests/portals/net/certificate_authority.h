#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vancrawl::portals::net {

/// A server's certificate chain and private key, PEM, in memory only.
struct ServerCertificate {
  std::string chain_pem;
  std::string key_pem;
};

/// A certificate authority that lives as long as the object (EC P-256, valid from an hour before
/// its birth for 30 days). Its key never leaves memory. Not thread-safe. Throws std::runtime_error
/// when OpenSSL fails.
class CertificateAuthority {
 public:
  CertificateAuthority();
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// A fresh certificate for 127.0.0.1 and localhost.
  [[nodiscard]] ServerCertificate issue();

  /// A fresh certificate for these names; what looks like an IPv4 address becomes an IP entry.
  [[nodiscard]] ServerCertificate issue_for(const std::vector<std::string>& names);

  [[nodiscard]] std::string certificate_pem() const;

  /// Writes the CA's certificate as `folder`/portal-ca.pem and returns that path.
  [[nodiscard]] std::filesystem::path write_pem(const std::filesystem::path& folder) const;

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::portals::net
