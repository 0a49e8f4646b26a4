#pragma once

#include <string>
#include <vector>

#include "tests/bench/listing_urls.h"

namespace vancrawl::bench {

/// One account's conversation over a plain libcurl easy handle: TLS, keep-alive, cookies, nothing
/// of ours. Logged in when made; throws std::runtime_error for anything but a 2xx or 3xx.
class PlainFetch {
 public:
  PlainFetch(const std::string& ca_file, const AccountUrls& urls);
  PlainFetch(const PlainFetch&) = delete;
  PlainFetch& operator=(const PlainFetch&) = delete;
  ~PlainFetch();

  [[nodiscard]] std::string get(const std::string& url);

 private:
  void perform();

  void* easy_ = nullptr;
  std::string body_;
};

}  // namespace vancrawl::bench
