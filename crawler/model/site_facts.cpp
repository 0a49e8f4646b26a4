#include "crawler/model/site_facts.h"

#include <algorithm>

namespace vancrawl::model {

AccountKey SiteFacts::account(const std::string& login_id) const {
  AccountKey key{login_realm, login_id};
  if (!login_id_ignores_case) return key;
  std::ranges::transform(key.login_id, key.login_id.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return key;
}

std::string SiteFacts::seal_context() const {
  std::string context = id.text() + "\n" + login_realm + "\n" + base_url + "\n" + ca_file;
  for (const auto& host : hosts) context += "\n" + host;
  return context;
}

}  // namespace vancrawl::model
