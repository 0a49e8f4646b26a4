#include "storage/replays.h"
#include "storage/slices.h"

namespace vancrawl::storage {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return "proved";
    case Verdict::kRenewed:
      return "renewed";
    case Verdict::kKept:
      return "kept";
    case Verdict::kUnproved:
      return "unproved";
  }
  __builtin_unreachable();
}

std::string_view name_of(PublishRefused refused) {
  switch (refused) {
    case PublishRefused::kStaleFence:
      return "stale_fence";
    case PublishRefused::kConsentMissing:
      return "consent_missing";
  }
  __builtin_unreachable();
}

std::string_view name_of(ReplayRefused refused) {
  switch (refused) {
    case ReplayRefused::kConsentMissing:
      return "consent_missing";
    case ReplayRefused::kLaterReadStands:
      return "later_read_stands";
    case ReplayRefused::kChallenged:
      return "challenged";
    case ReplayRefused::kAccepted:
      return "accepted";
    case ReplayRefused::kNotProved:
      return "not_proved";
  }
  __builtin_unreachable();
}

std::string_view name_of(RenewRefused refused) {
  switch (refused) {
    case RenewRefused::kStaleFence:
      return "stale_fence";
    case RenewRefused::kConsentMissing:
      return "consent_missing";
    case RenewRefused::kNoProof:
      return "no_proof";
    case RenewRefused::kNotLater:
      return "not_later";
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::storage
