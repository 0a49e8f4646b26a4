#include "crawler/engine/replay.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/replay_difference.h"
#include "crawler/daemon.h"
#include "storage/audit.h"
#include "storage/replays.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string site;
  std::string merchant;
  std::string from;
  std::string to;
  bool apply = false;
};

struct Counts {
  std::int64_t replayed = 0;
  std::int64_t different = 0;
  std::int64_t applied = 0;
  std::int64_t refused = 0;
  std::int64_t without_evidence = 0;  ///< reads of which nothing is kept that could be read again
  std::int64_t unread_proofs = 0;     ///< those of them that prove a slice
};

/// A site's parser over the store's evidence.
class Replaying {
 public:
  Replaying(const Invocation& invocation, const Config& config, const Asked& asked)
      : invocation_(invocation), site_(site_option(invocation, asked.site)) {
    if (asked.apply) store_ = open_store(config);
    reader_ = storage::Reader::open(config.store);
    book_ = std::make_unique<session::SiteBook>(load_site_book(config, asked.site));
    flow_ =
        std::ranges::find(invocation.catalogue, asked.site, &site_api::CatalogueEntry::id)->make();
    if (!asked.merchant.empty()) merchant_ = model::MerchantId(asked.merchant);
    if (merchant_) expect_merchant(*reader_, *merchant_);
    dates_ = range_option(asked.from, asked.to);
  }

  Counts run() {
    storage::SliceFilter filter{merchant_, site_, std::nullopt, dates_};
    for (const auto& slice : storage::slices(*reader_, filter)) {
      if (slice.proved)
        replay_one(
            {StoredRead::Which::kProof, slice, rows_of(slice.key, storage::WhichRows::kProved)});
      if (slice.latest)
        replay_one({StoredRead::Which::kLastRun, slice,
                    rows_of(slice.key, storage::WhichRows::kUnproved)});
    }
    return counts_;
  }

 private:
  model::LedgerRows rows_of(const model::SliceKey& key, storage::WhichRows which) {
    const storage::SliceFilter filter{key.merchant, key.site, key.ledger,
                                      model::DateRange{key.date, key.date}};
    auto found = storage::records(*reader_, {filter, which, std::nullopt});
    return found.empty() ? model::empty_rows(key.ledger) : std::move(found.front().rows);
  }

  engine::RecordedRead recorded(const StoredRead& stored) {
    const auto& slice = stored.slice;
    engine::RecordedRead read;
    read.key = slice.key;
    if (stored.which == StoredRead::Which::kProof) {
      read.job = slice.proved->job;
      read.read_began = slice.proved->proof.read_began;
      read.observed_at = slice.proved->observed_at;
      read.evidence = storage::load_evidence(*reader_, slice.proved->evidence);
    } else {
      read.job = slice.latest->job;
      read.read_began = slice.latest->read_began;
      read.observed_at = slice.latest->observed_at;
      read.broke_off = slice.latest->outcome == model::SliceState::kMissing;
      read.evidence = storage::load_evidence(*reader_, slice.latest->evidence);
    }
    return read;
  }

  void replay_one(const StoredRead& stored) {
    const auto merchant = storage::merchant(*reader_, stored.slice.key.merchant);
    const auto replayed = engine::replay(*book_, *flow_, merchant.value(), recorded(stored));
    if (!replayed) return skip(stored, replayed.error());
    ++counts_.replayed;
    const auto difference = difference_of(stored, *replayed);
    if (difference.empty()) return;
    ++counts_.different;
    auto report = json_of(stored, difference);
    if (store_) report["applied"] = apply(replayed->publication);
    print(report);
  }

  void skip(const StoredRead& stored, const std::string& why) {
    ++counts_.without_evidence;
    if (stored.which != StoredRead::Which::kProof) return;
    ++counts_.unread_proofs;
    print({{"slice", model::to_text(stored.slice.key)}, {"of", "proof"}, {"not_replayed", why}});
  }

  /// "yes", or why not.
  std::string apply(const storage::SlicePublication& publication) {
    const auto published = store_->write([&](storage::Transaction& transaction) {
      auto outcome = storage::publish_replay(transaction, publication, now());
      if (outcome) {
        storage::append_audit(transaction, "replay applied", publication.key.merchant.text(),
                              model::to_text(publication.key), now());
      }
      return outcome;
    });
    ++(published ? counts_.applied : counts_.refused);
    return published ? "yes" : std::string(storage::name_of(published.error()));
  }

  void print(const Json& report) const {
    if (invocation_.json) return fmt::print(invocation_.out, "{}\n", report.dump());
    fmt::print(invocation_.out, "{} ({})\n", report.at("slice").get<std::string>(),
               report.at("of").get<std::string>());
    for (const auto& [name, value] : report.items()) {
      if (value.is_string() && name != "slice" && name != "of") {
        fmt::print(invocation_.out, "  {}: {}\n", name, value.get<std::string>());
      }
      if (!value.is_array()) continue;
      for (const auto& one : value) fmt::print(invocation_.out, "  {}: {}\n", name, one.dump());
    }
  }

  const Invocation& invocation_;
  model::SiteId site_;
  std::optional<CommandStore> store_;
  std::unique_ptr<storage::Reader> reader_;
  std::unique_ptr<session::SiteBook> book_;
  std::unique_ptr<site_api::Site> flow_;
  std::optional<model::MerchantId> merchant_;
  model::DateRange dates_;
  Counts counts_;
};

int replay(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto counts = Replaying(invocation, config, asked).run();
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"replayed", counts.replayed},
                    {"different", counts.different},
                    {"applied", counts.applied},
                    {"refused", counts.refused},
                    {"without_evidence", counts.without_evidence},
                    {"unread_proofs", counts.unread_proofs}}
                   .dump());
  } else {
    fmt::print(invocation.out,
               "replayed {} reads: {} differ, {} applied, {} refused; {} without evidence ({} of "
               "proofs)\n",
               counts.replayed, counts.different, counts.applied, counts.refused,
               counts.without_evidence, counts.unread_proofs);
  }
  const auto open = asked.apply ? counts.different - counts.applied : counts.different;
  return open == 0 && counts.unread_proofs == 0 ? kDone : kNotDone;
}

}  // namespace

void add_replay(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "replay",
      "reads stored pages again with today's parser; exit 1 if anything comes out otherwise");
  auto asked = std::make_shared<Asked>();
  command->add_option("--site", asked->site)->required();
  command->add_option("--merchant", asked->merchant, "every merchant if absent");
  command->add_option("--from", asked->from, "first business date")->required();
  command->add_option("--to", asked->to, "last business date")->required();
  command->add_flag("--apply", asked->apply, "publishes what is proved and differs, as revisions");
  command->callback([&invocation, asked] {
    if (asked->apply) invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return replay(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
