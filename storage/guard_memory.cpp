#include "storage/guard_memory.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "storage/digest.h"
#include "storage/login_id.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

using Json = nlohmann::json;

model::Instant instant_of(const Json& milliseconds) {
  return model::Instant(std::chrono::milliseconds(milliseconds.get<std::int64_t>()));
}

template <class Value>
std::optional<Value> value_if(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<Value>();
}

void take_account(const Json& json, AccountMemory& account) {
  account.held = value_if<std::string>(json.at("held"));
  account.held_until.reset();
  if (!json.at("until").is_null()) account.held_until = instant_of(json.at("until"));
  account.errors_in_a_row = json.at("errors").get<int>();
  if (json.at("event") == "begun") account.last_login = instant_of(json.at("at"));
  if (!json.contains("secret")) return;
  auto& secret = account.secrets[json.at("secret").get<std::string>()];
  secret.version = json.at("version").get<int>();
  secret.key = json.at("key").get<std::string>();
  secret.suspended = value_if<std::string>(json.at("suspended"));
  secret.open = json.at("open").get<bool>();
  if (json.at("event") == "entered" || json.at("event") == "accepted") {
    secret.in_use_from = instant_of(json.at("at"));
  }
}

Cut cut_of(const Json& json) {
  Cut cut;
  cut.number = json.at("number").get<std::int64_t>();
  if (const auto merchant = value_if<std::string>(json.at("merchant"))) {
    cut.merchant = model::MerchantId(*merchant);
  }
  const auto through = model::parse_business_date(json.at("through").get<std::string>());
  if (!through) throw StoreError(StoreFault::kGuardLog, "guard log: a cut through no date");
  cut.through = *through;
  cut.position = {json.at("epoch").get<std::int64_t>(), json.at("seq").get<std::int64_t>()};
  cut.hash = bytes_spelt(json.at("hash").get<std::string>());
  cut.person = json.at("by").get<std::string>();
  cut.made_at = instant_of(json.at("at"));
  return cut;
}

AuditHead audit_head_of(const Json& json) {
  return {json.at("audit").get<std::int64_t>(), json.at("hash").get<std::string>()};
}

}  // namespace

void GuardMemory::take(const GuardLine& line) {
  ++lines_;
  try {
    const auto json = Json::parse(line.text);
    const auto what = json.at("what").get<std::string>();
    if (what == "account") {
      const auto login_id = json.at("login").get<std::string>();
      auto& account = accounts_[{json.at("realm").get<std::string>(), guard_key(login_id)}];
      account.login_id = login_id;
      take_account(json, account);
    } else if (what == "withdrawn") {
      withdrawals_.push_back({model::MerchantId(json.at("merchant").get<std::string>()),
                              model::SiteId(json.at("site").get<std::string>()),
                              instant_of(json.at("at"))});
    } else if (what == "heads") {
      const auto head = audit_head_of(json);
      if (head.number > 0) audit_heads_.push_back(head);
    } else if (what == "recovered") {
      const auto left = audit_head_of(json).number;
      std::erase_if(audit_heads_, [left](const AuditHead& head) { return head.number > left; });
    } else if (what == "cut") {
      cuts_.push_back(cut_of(json));
    } else if (what == "cuts settled") {
      cuts_.clear();
    } else {
      throw StoreError(StoreFault::kGuardLog,
                       fmt::format("guard log, line {}: a line of the kind \"{}\" (this release "
                                   "knows account, withdrawn, heads, recovered, cut, cuts settled)",
                                   line.head.number, what));
    }
  } catch (const Json::exception& error) {  // the library's type ends here
    throw StoreError(StoreFault::kGuardLog,
                     fmt::format("guard log, line {}: {}", line.head.number, error.what()));
  }
}

std::vector<AuditHead> anchored_heads(const std::filesystem::path& guard_log) {
  GuardMemory memory;
  read_guard_log(guard_log, [&](const GuardLine& line) { memory.take(line); });
  return memory.audit_heads();
}

}  // namespace vancrawl::storage
