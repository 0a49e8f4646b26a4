#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "storage/plans.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Why a merchant's figures will not stand by its cut-off.
enum class MissReason {
  kNoSite,        ///< this program does not know the site
  kNoCredential,  ///< none is stored
  kSuspended,     ///< the secret: a person brings it back
  kHeld,          ///< the account, beyond the cut-off
  kStopped,       ///< the site, the merchant or everything: by a person, or beyond the cut-off
  kFinalLater,    ///< the portal's day is final after the cut-off
  kClosed,        ///< the site opens after the cut-off
  kNotPlanned,    ///< no job waits and no tick fires in time
  kQueueTooLong   ///< what goes before it at the site takes until after the cut-off
};

[[nodiscard]] std::string_view name_of(MissReason reason);

struct Miss {
  model::MerchantId merchant;
  model::SiteId site;
  model::BusinessDate date;  ///< whose figures will be missing
  model::Instant cut_off;
  MissReason reason = MissReason::kNotPlanned;
  /// When it is expected instead; nothing if nothing would bring it.
  std::optional<model::Instant> expected{};
};

struct Forecast {
  int targets = 0;             ///< merchants' sites with a cut-off and a consent for the day
  int ready = 0;               ///< of them those that stand already
  std::vector<Miss> misses{};  ///< by cut-off, merchant and site
};

/// Which merchants will miss their next cut-off, and why: the queue of each site is played through
/// at its pace, jobs and the ticks of today in the order of their turns, one after the other. An
/// estimate: three requests a slice, nothing fails.
[[nodiscard]] Forecast forecast(View& view, const SitesKnown& sites, model::Instant now);

/// A loud task for each site and reason, with the merchants it concerns; closes those that are
/// over.
void tell_forecast(Transaction& transaction, const Forecast& forecast, model::Instant now);

}  // namespace vancrawl::storage
