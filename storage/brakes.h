#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/task_words.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What a brake stops.
class BrakePlace {
 public:
  [[nodiscard]] static BrakePlace everything() { return BrakePlace("all"); }
  [[nodiscard]] static BrakePlace site(const model::SiteId& site) {
    return BrakePlace("site " + site.text());
  }
  [[nodiscard]] static BrakePlace merchant(const model::MerchantId& merchant) {
    return BrakePlace("merchant " + merchant.text());
  }
  /// Logins of a site; kept sessions go on reading.
  [[nodiscard]] static BrakePlace logins(const model::SiteId& site) {
    return BrakePlace("logins " + site.text());
  }
  [[nodiscard]] static BrakePlace ledger(const model::SiteId& site, model::Ledger ledger);

  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const BrakePlace&, const BrakePlace&) = default;

 private:
  explicit BrakePlace(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// What a person's brake is caused by; every other cause is a failure of the closed list, or a word
/// of the program.
inline constexpr TaskKind kPaused{"paused"};

/// Follows the place in the detail of a job that waits because of a brake: lifting it wakes the
/// job.
inline constexpr std::string_view kStoppedSince = " is stopped since ";

struct BrakeOrder {
  BrakePlace place;
  TaskKind cause;
  std::string reason;
  std::string by{};  ///< a person; the program if empty
  /// After it one job may try again; it doubles with every try that fails. 0: a person resumes.
  std::chrono::seconds probe_after{0};
  /// Of the site's login or tables: another revision lifts the brake. Empty: none does.
  std::string revision{};
};

struct Brake {
  std::int64_t id = 0;
  std::string place;
  std::string cause;
  std::string reason;
  std::string by;
  model::Instant since;
  std::optional<model::Instant> probe_at;
  std::string revision;
  std::optional<model::Instant> lifted_at;
  std::string lifted_by;
};

/// Durable, and in the audit log. False if that cause holds the place already: its reason stays,
/// and a probe that was under way has failed.
bool set_brake(Transaction& transaction, const BrakeOrder& order, model::Instant now);

/// Lifts what `cause` opened at the place, or everything there. The number lifted.
int lift_brakes(Transaction& transaction, const BrakePlace& place, std::optional<TaskKind> cause,
                const std::string& by, model::Instant now);
void lift_brake(Transaction& transaction, const Brake& brake, const std::string& by,
                model::Instant now);
/// Those of another revision: what they were opened for is not what runs.
int lift_other_revisions(Transaction& transaction, const BrakePlace& place,
                         const std::string& revision, model::Instant now);

[[nodiscard]] std::vector<Brake> brakes(View& view, bool open_only = true);
/// The first that stops the place, whatever its probe.
[[nodiscard]] std::optional<Brake> brake_at(View& view, const BrakePlace& place);

/// Whether a job may run: nothing stops it, or it is the one that tries again.
struct Passage {
  std::optional<Brake> stopped_by;
  std::optional<std::int64_t> probes;  ///< the brake that it may pass
};

/// Before a job's first request. A brake whose probe is due lets one job pass, and no other for
/// ten minutes.
[[nodiscard]] Passage pass(Transaction& transaction, const model::SiteId& site,
                           const model::MerchantId& merchant, model::Instant now);
/// Before every further request of a job; `probes` as pass() said.
[[nodiscard]] std::optional<Brake> stopped_by(View& view, const model::SiteId& site,
                                              const model::MerchantId& merchant,
                                              std::optional<std::int64_t> probes);

/// The first that no probe passes: only a person lifts it.
[[nodiscard]] std::optional<Brake> stopped_until_resumed(View& view, const model::SiteId& site,
                                                         const model::MerchantId& merchant);

/// When the next brake lets a job try again; nothing if none will.
[[nodiscard]] std::optional<model::Instant> next_probe(View& view);

/// Of these sites the ones at which a job may start.
[[nodiscard]] std::vector<model::SiteId> unbraked(View& view, std::span<const model::SiteId> sites,
                                                  model::Instant now);

}  // namespace vancrawl::storage
