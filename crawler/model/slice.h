#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/control_totals.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"

namespace vancrawl::model {

/// The unit that is crawled, proved and published. `date` is the day under which the portal lists
/// the row.
struct SliceKey {
  MerchantId merchant;
  SiteId site;
  Ledger ledger = Ledger::kApproval;
  BusinessDate date;
  friend auto operator<=>(const SliceKey&, const SliceKey&) = default;
};

[[nodiscard]] std::string to_text(const SliceKey& key);  ///< "m001 cardsales approval 2026-11-01"

/// A printed text that stands in no code map of its site. The row is kept all the same; one that
/// decides money or direction (the kind of a row) leaves the slice unproved until the map has it.
struct UnmappedText {
  std::string field;  ///< "card_company", "kind", … as site.toml writes it
  std::string text;
  bool decides = false;
  friend auto operator<=>(const UnmappedText&, const UnmappedText&) = default;
};

/// Why a slice is believed whole, from the strongest down. Settlement chooses its lowest.
enum class ProofGrade {
  kTotals,  ///< count and sum printed by the portal, per kind
  kCountOnly,
  kSumOnly,
  kReread,   ///< prints nothing: two full reads agree and the end of the list was seen
  kEmpty,    ///< marker, zero total, and the echo of the asked window and scope
  kAccepted  ///< totals and rows disagree, and two persons accepted both as they are
};

enum class SliceState {
  kComplete,
  kEmpty,
  kProvisional,  ///< the day may still grow, or no grade was reached; the reason says which
  kDisputed,     ///< rows and portal totals disagree; both are kept
  kMissing       ///< nothing was read; the reason names the failure
};

[[nodiscard]] std::string_view name_of(ProofGrade grade);
[[nodiscard]] std::expected<ProofGrade, ParseFault> parse_grade(std::string_view name);
[[nodiscard]] std::string_view name_of(SliceState state);
[[nodiscard]] std::expected<SliceState, ParseFault> parse_state(std::string_view name);

/// What a proof rests on. A proof replaces another only if its read began later and its scopes
/// include the other's.
struct Proof {
  ProofGrade grade = ProofGrade::kTotals;
  ControlTotals totals;         ///< the merchant's part: portal totals less the rows of others
  std::vector<ScopeId> scopes;  ///< sorted
  Instant read_began;
  friend bool operator==(const Proof&, const Proof&) = default;
};

}  // namespace vancrawl::model
