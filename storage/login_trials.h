#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/attempts.h"
#include "storage/task_words.h"
#include "storage/view.h"

namespace vancrawl::storage {

// A login that changed (its flow, its part of site.toml, its template sets, the program) logs in
// one account at a time, recently good ones first, until three were accepted. Three good accounts
// that are rejected with no acceptance between open the site's login brake; whose fault that was
// is for a person to say.

/// Causes of login brakes that only their own judgement lifts: judge_suspects, release_page.
inline constexpr TaskKind kTrialRejected{"trial_rejected"};
inline constexpr TaskKind kPageOfLogin{"unknown_login_page"};

struct TrialAsk {
  model::SiteId site;
  std::string revision;
  model::AccountKey account;
};

/// Why a login of the account has to wait while its revision is on trial.
enum class TrialWait {
  kAnotherUnderWay,
  kGoodOnesFirst  ///< an account that logged in within 30 days has a job waiting
};

[[nodiscard]] std::optional<TrialWait> trial_wait(View& view, const TrialAsk& ask,
                                                  model::Instant now);
[[nodiscard]] bool is_proven(View& view, const model::SiteId& site, const std::string& revision);

/// What a person's judgement of suspect rejections is about.
enum class TrialFault {
  kOurs,   ///< a release of ours: the secrets are free again, once each
  kTheirs  ///< the merchants': they stay rejected, and the login brake is lifted
};

/// A good secret that was rejected during a trial: the operator is told quietly, the merchant not
/// before it is known why.
struct Suspect {
  model::AccountKey account;
  int version = 0;
  model::SiteId site;
  model::MerchantId merchant;
  model::Instant since;
};

[[nodiscard]] std::vector<Suspect> suspects(View& view,
                                            const std::optional<model::SiteId>& site = {});
[[nodiscard]] bool is_suspect(View& view, const model::AccountKey& account, int version);

/// Those of a site whose login is proven: the rejections were the merchants' own. They are suspect
/// no longer, and the caller tells the merchants.
[[nodiscard]] std::vector<Suspect> take_cleared_suspects(Transaction& transaction,
                                                         const model::SiteId& site,
                                                         const std::string& revision,
                                                         model::Instant now);

struct FaultJudgement {
  model::SiteId site;
  TrialFault fault = TrialFault::kOurs;
  std::string person;
  std::string note;
};

/// A person says whose fault the suspect rejections of the site were; recorded for ever. Gives
/// those that were settled by it; of kOurs those whose secret was forgiven once before stay.
[[nodiscard]] std::vector<Suspect> judge_suspects(Transaction& transaction,
                                                  const FaultJudgement& judgement,
                                                  model::Instant now);

/// Accounts that are held because this page answered their login.
[[nodiscard]] int held_by_page(View& view, const model::SiteId& site, std::string_view page);

enum class PageMeaning {
  kLoggedIn,   ///< a notice after a login that worked
  kNotJudged,  ///< the portal did not look at the password
  kRejected    ///< it said no: the secrets stay suspended
};

/// The page is known: every account held by it is released together, and its login brake lifted.
/// Secrets are freed unless the page means a rejection. The number of accounts.
[[nodiscard]] int release_page(Transaction& transaction, const model::SiteId& site,
                               const std::string& page, PageMeaning meaning,
                               const std::string& person, model::Instant now);

}  // namespace vancrawl::storage
