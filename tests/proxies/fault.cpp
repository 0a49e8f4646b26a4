#include "tests/proxies/fault.h"

#include <utility>

namespace vancrawl::proxies {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "none";
    case Fault::kCloses:
      return "closes";
    case Fault::kSilent:
      return "silent";
    case Fault::kSlow:
      return "slow";
    case Fault::kDemandsPassword:
      return "demands_password";
    case Fault::kForbids:
      return "forbids";
    case Fault::kQuotaSpent:
      return "quota_spent";
    case Fault::kCannotReach:
      return "cannot_reach";
    case Fault::kBanPage:
      return "ban_page";
    case Fault::kOwnCertificate:
      return "own_certificate";
    case Fault::kResets:
      return "resets";
    case Fault::kTruncates:
      return "truncates";
    case Fault::kDrips:
      return "drips";
    case Fault::kWrongCountry:
      return "wrong_country";
  }
  std::unreachable();
}

Fault Script::fault_of_tunnel(int number) const {
  Fault fault = Fault::kNone;
  for (const Step& step : steps) {
    if (step.from_tunnel <= number) fault = step.fault;
  }
  return fault;
}

Script always(Fault fault) {
  Script script;
  script.steps = {{1, fault}};
  return script;
}

}  // namespace vancrawl::proxies
