#include "storage/evidence.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/page/evidence_text.h"
#include "storage/audit.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kAtOnce = 10'000;  // items a commit

struct Asked {
  std::optional<std::int64_t> older_than;
  bool dry_run = false;
};

storage::Pruned prune_all(const Config& config, model::Instant before) {
  auto store = open_store(config);
  storage::Pruned sum;
  for (bool more = true; more;) {
    const auto some = store.write([&](storage::Transaction& transaction) {
      auto pruned = storage::prune_evidence(transaction, before, kAtOnce);
      if (pruned.items > 0) {
        storage::append_audit(
            transaction, "evidence pruned", "everyone",
            fmt::format("{} items of before {}", pruned.items, model::to_iso(before)), now());
      }
      return pruned;
    });
    sum.items += some.items;
    sum.bytes += some.bytes;
    sum.left = some.left;
    more = some.items == kAtOnce;
  }
  store.checkpoint();
  return sum;
}

int prune(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto days = asked.older_than.value_or(config.evidence_days);
  const auto before = now() - std::chrono::days(days);
  const auto pruned = asked.dry_run
                          ? storage::prunable_evidence(*storage::Reader::open(config.store), before)
                          : prune_all(config, before);
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"dry_run", asked.dry_run},
                    {"older_than_days", days},
                    {"items", pruned.items},
                    {"bytes", pruned.bytes},
                    {"left", pruned.left}}
                   .dump());
  } else {
    fmt::print(
        invocation.out, "{} {} items ({} bytes) older than {} days that nothing cites; {} stay\n",
        asked.dry_run ? "would delete" : "deleted", pruned.items, pruned.bytes, days, pruned.left);
  }
  return kDone;
}

/// Why an item is not what it says it is; empty if it is.
std::string damage_of(const storage::EvidenceItem& item) {
  if (page::evidence_hash(item.zstd) != item.hash) return "its bytes have another hash";
  const auto text = page::decompressed(item.zstd);
  return text ? "" : text.error().message;
}

int verify(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  std::int64_t items = 0;
  Json damaged = Json::array();
  storage::each_evidence(*reader, [&](const storage::EvidenceItem& item) {
    ++items;
    const auto damage = damage_of(item);
    if (!damage.empty()) damaged.push_back({{"hash", item.hash.text()}, {"damage", damage}});
  });
  const auto missing = storage::missing_evidence(*reader);
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"items", items}, {"damaged", damaged}, {"missing", missing}}.dump());
  } else {
    for (const auto& item : damaged) {
      fmt::print(invocation.out, "{}: {}\n", item.at("hash").get<std::string>(),
                 item.at("damage").get<std::string>());
    }
    fmt::print(invocation.out, "{} items, {} damaged, {} cited and missing\n", items,
               damaged.size(), missing);
  }
  return damaged.empty() && missing == 0 ? kDone : kNotDone;
}

}  // namespace

void add_evidence(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("evidence", "stored pages: retention and self-check");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* const pruning =
      command->add_subcommand("prune", "deletes old pages that no row, proof or dispute cites");
  pruning
      ->add_option("--older-than", asked->older_than, "days (evidence_days of the configuration)")
      ->check_range(0, 36500);
  pruning->add_flag("--dry-run", asked->dry_run, "only says how many");
  pruning->callback([&invocation, asked] {
    if (!asked->dry_run) invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return prune(invocation, *asked); };
  });
  auto* const verifying =
      command->add_subcommand("verify", "hashes every stored page anew (exit 1 if one differs)");
  verifying->callback(
      [&invocation] { invocation.action = [&invocation] { return verify(invocation); }; });
}

}  // namespace vancrawl::cli
