#include "tests/bench/plain_fetch.h"

#include <stdexcept>

#include <curl/curl.h>

namespace vancrawl::bench {
namespace {

constexpr long kFirstError = 400;

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(bytes, size * count);
  return size * count;
}

}  // namespace

PlainFetch::PlainFetch(const std::string& ca_file, const AccountUrls& urls)
    : easy_(curl_easy_init()) {
  curl_easy_setopt(easy_, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(easy_, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt(easy_, CURLOPT_PROXY, "");
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &body_);
  curl_easy_setopt(easy_, CURLOPT_URL, urls.login_url.c_str());
  curl_easy_setopt(easy_, CURLOPT_COPYPOSTFIELDS, urls.login_body.c_str());
  perform();
  curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
}

PlainFetch::~PlainFetch() { curl_easy_cleanup(easy_); }

void PlainFetch::perform() {
  body_.clear();
  const auto code = curl_easy_perform(easy_);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (status >= kFirstError) throw std::runtime_error("status " + std::to_string(status));
}

std::string PlainFetch::get(const std::string& url) {
  curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
  perform();
  return std::move(body_);
}

}  // namespace vancrawl::bench
