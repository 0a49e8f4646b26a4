#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"
#include "crawler/model/slice.h"

namespace vancrawl::model {

/// When a day of a ledger stops growing: so many days later, at that time in Korea.
struct FinalAt {
  std::int32_t days_after = 1;
  TimeOfDay time;

  [[nodiscard]] Instant of(BusinessDate date) const {
    return date.plus_days(days_after).starts_at() + std::chrono::seconds(time.seconds());
  }
};

struct LedgerFacts {
  FinalAt final_at;
  std::int32_t look_back_days = 0;
  ProofGrade grade = ProofGrade::kTotals;  ///< the best that the portal's print allows
};

/// What may be spent on logins of one account, as the portal counts.
struct LoginPolicy {
  std::int32_t attempts_a_day = 4;  ///< in a Korean day, those kept for on-demand included
  std::int32_t kept_for_on_demand = 1;
  std::chrono::seconds shortest_gap{60};
  std::int32_t lock_limit = 3;  ///< wrong passwords until the portal locks; 3 where unknown
};

/// How the portal may be asked. `gap` lies between two requests of all sessions together.
struct PaceFacts {
  std::chrono::milliseconds gap{750};
  std::chrono::milliseconds jitter{250};
  /// Between two requests through one exit; the site's gap holds as well.
  std::chrono::milliseconds exit_gap{0};
  std::chrono::milliseconds login_gap{3000};
  std::int32_t concurrency = 2;  ///< runs of one site at a time
};

/// Waits of the failure policy that a site may need longer or, in a demonstration, shorter.
struct WaitFacts {
  std::chrono::milliseconds retry{2000};           ///< before a failed request is tried again
  std::chrono::milliseconds reread{60'000};        ///< before a disputed slice is read again
  std::chrono::milliseconds maintenance{600'000};  ///< when the page does not say how long
  std::chrono::milliseconds longest{86'400'000};   ///< nothing waits longer than this
};

enum class ExitChoice { kAny, kPinned };

/// When a portal may be asked, in Korea, every day: from `opens` until before `closes`, over
/// midnight if that is the earlier one; always if they are equal.
struct OpeningHours {
  TimeOfDay opens;
  TimeOfDay closes;

  [[nodiscard]] bool is_open(Instant at) const;
  /// `at` itself if it is open then, else when it opens next.
  [[nodiscard]] Instant opens_at(Instant at) const;
};

/// What is known of one portal, read from its site.toml. Hosts, base URL and realm are trust facts:
/// they are part of what seals a credential.
struct SiteFacts {
  SiteId id;
  std::string name;
  std::string verified;  ///< "simulator", or when and how it was run against the real portal
  std::string evidence;  ///< what it was modelled on
  std::string base_url;  ///< https, no trailing slash
  std::vector<std::string> hosts;  ///< host or host:port; nothing else is ever asked
  std::string ca_file;             ///< extra CA; empty = the system's only
  std::string login_realm;
  bool login_id_ignores_case = false;
  bool keep_session = true;
  ExitChoice exit = ExitChoice::kAny;
  LoginPolicy login;
  PaceFacts pace;
  OpeningHours hours;
  WaitFacts waits;
  std::map<Ledger, LedgerFacts> ledgers;

  [[nodiscard]] AccountKey account(const std::string& login_id) const;
  /// What a credential is bound to: a changed login address cannot open it.
  [[nodiscard]] std::string seal_context() const;
};

}  // namespace vancrawl::model
