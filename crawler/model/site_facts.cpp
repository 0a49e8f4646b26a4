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

bool OpeningHours::is_open(Instant at) const {
  if (opens == closes) return true;
  const auto since_midnight = at - korean_date(at).starts_at();
  const bool past_opening = since_midnight >= std::chrono::seconds(opens.seconds());
  const bool before_close = since_midnight < std::chrono::seconds(closes.seconds());
  return opens < closes ? past_opening && before_close : past_opening || before_close;
}

Instant OpeningHours::opens_at(Instant at) const {
  if (is_open(at)) return at;
  const auto today = korean_date(at);
  const auto first = today.starts_at() + std::chrono::seconds(opens.seconds());
  return first > at ? first : first + std::chrono::hours(24);
}

}  // namespace vancrawl::model
