#include "crawler/http/curl_options.h"

#include <stdexcept>
#include <string>

#include <curl/curl.h>

namespace vancrawl::http {
namespace {

constexpr const char* kSystemCertificates = "/etc/ssl/certs";
constexpr long kReceiveBuffer = 4 * 1024;
constexpr long kSendBuffer = 16 * 1024;

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code == CURLE_OK) return;
  throw std::runtime_error("libcurl refuses option " + std::to_string(option) + ": " +
                           curl_easy_strerror(code));
}

/// The certificate folder is looked up by name when a chain is checked; a bundle would be read
/// whole for every connection.
void set_tls(CURL* easy, const ConnectionOptions& options) {
  const std::string extra = options.extra_ca_file ? options.extra_ca_file->string() : "";
  const char* const file = extra.empty() ? nullptr : extra.c_str();
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_CAINFO, file);
  set(easy, CURLOPT_CAPATH, kSystemCertificates);
  set(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_PROXY_CAINFO, file);
  set(easy, CURLOPT_PROXY_CAPATH, kSystemCertificates);
}

std::string proxy_url(const ProxyEndpoint& proxy) {
  const std::string place = proxy.host + ":" + std::to_string(proxy.port);
  switch (proxy.scheme) {
    case ProxyEndpoint::Scheme::kHttp:
      return "http://" + place;
    case ProxyEndpoint::Scheme::kHttps:
      return "https://" + place;
    case ProxyEndpoint::Scheme::kSocks5h:
      return "socks5h://" + place;
  }
  throw std::logic_error("proxy scheme");
}

/// Set even when direct: what is left unset is taken from the environment.
void set_proxy(CURL* easy, const std::optional<ProxyEndpoint>& proxy) {
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_PROXY, proxy ? proxy_url(*proxy).c_str() : "");
  if (!proxy) return;
  set(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  set(easy, CURLOPT_SOCKS5_AUTH, static_cast<long>(CURLAUTH_BASIC));
  if (proxy->user.empty()) return;
  const auto bytes = proxy->password.expose();
  std::string password(bytes.begin(), bytes.end());
  set(easy, CURLOPT_PROXYUSERNAME, proxy->user.c_str());
  set(easy, CURLOPT_PROXYPASSWORD, password.c_str());
  model::wipe(password);
}

void set_protocols(CURL* easy, AllowedUrls allowed) {
  const char* const protocols = allowed == AllowedUrls::kHttps ? "https" : "http";
  set(easy, CURLOPT_PROTOCOLS_STR, protocols);
  set(easy, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
}

void set_sizes(CURL* easy) {
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_BUFFERSIZE, kReceiveBuffer);
  set(easy, CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(easy, CURLOPT_COOKIEFILE, "");
}

}  // namespace

void* make_easy(const ConnectionOptions& options, AllowedUrls allowed) {
  CURL* const easy = curl_easy_init();
  if (easy == nullptr) throw std::runtime_error("libcurl: no easy handle");
  set_tls(easy, options);
  set_proxy(easy, options.proxy);
  set_protocols(easy, allowed);
  set_sizes(easy);
  set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  return easy;
}

void* make_share() {
  CURLSH* const share = curl_share_init();
  if (share == nullptr) throw std::runtime_error("libcurl: no share handle");
  for (const curl_lock_data shared :
       {CURL_LOCK_DATA_COOKIE, CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_SSL_SESSION}) {
    if (curl_share_setopt(share, CURLSHOPT_SHARE, shared) != CURLSHE_OK) {
      throw std::runtime_error("libcurl: cannot share " + std::to_string(shared));
    }
  }
  return share;
}

}  // namespace vancrawl::http
