#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/daemon.h"
#include "storage/audit.h"
#include "storage/rotation.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

int make_key(const Invocation& invocation, const std::string& file) {
  const auto key = storage::KeyFile::create(file);
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"key", key.id()}}.dump());
  if (!invocation.json) fmt::print(invocation.out, "made key {} in {}\n", key.id(), file);
  return kDone;
}

int rotate(const Invocation& invocation) {
  const auto config = invocation.config();
  expect_key_file(config);
  const auto place = key_place_of(config);
  const auto next = storage::next_key_of(config.key_file);
  if (config.key_is_credential && !std::filesystem::exists(next)) {
    throw InputError(next.string() +
                     ": the key to come is not there: `vancrawl vault make-key FILE`, and give it "
                     "to the unit with LoadCredential under that name");
  }
  auto store = open_own_store(config);
  const auto done = storage::rotate_vault(store, config.key_file, place, now());
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"from", done.from_key}, {"to", done.to_key}, {"rows", done.rows}}.dump());
    return kDone;
  }
  fmt::print(invocation.out,
             "{} rows are wrapped under key {}; key {} opens until `vancrawl vault verify "
             "--drop-old`{}\n",
             done.rows, done.to_key, done.from_key,
             config.key_is_credential ? "; give the unit the key to come in the old one's place"
                                      : "; keep a copy of the key file apart from the database");
  return kDone;
}

storage::TrustFacts trust_facts_of(const Invocation& invocation, const Config& config) {
  return [&invocation, config](const model::SiteId& site) -> std::optional<std::string> {
    for (const auto& entry : invocation.catalogue) {
      if (entry.id == site.text()) return load_site_book(config, entry.id).facts.seal_context();
    }
    return std::nullopt;
  };
}

/// The old keys' files, if everything opens without them; -1 if it does not.
int drop_old(const Config& config, const storage::VaultCheck& check) {
  if (config.key_is_credential) {
    throw InputError("--drop-old: systemd holds the keys; remove the old LoadCredential line");
  }
  return check.old_keys_may_go() ? storage::drop_old_keys(config.key_file) : -1;
}

int verify(const Invocation& invocation, bool drops) {
  const auto config = invocation.config();
  expect_key_file(config);
  const auto vault = open_vault(config);
  // The lock of the one writer: nobody seals under a key that is being dropped.
  auto lock = drops ? std::optional(open_own_store(config)) : std::nullopt;
  const auto reader = storage::Reader::open(config.store);
  const auto check = storage::check_vault(*reader, vault, trust_facts_of(invocation, config));
  const int dropped = drops ? drop_old(config, check) : 0;
  if (lock && dropped > 0) {
    lock->write([&](storage::Transaction& transaction) {
      storage::append_audit(
          transaction, "old keys dropped", "vault",
          fmt::format("{} files; key {} opens all {} rows", dropped, vault.key_id(), check.opened),
          now());
    });
  }
  const bool good = check.unopened.empty() && dropped >= 0;
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"key", vault.key_id()},
                    {"opened", check.opened},
                    {"under_other_keys", check.under_other_keys},
                    {"unopened", check.unopened},
                    {"dropped_keys", std::max(dropped, 0)}}
                   .dump());
    return good ? kDone : kNotDone;
  }
  fmt::print(invocation.out, "{} rows opened, {} of them under another key than {}\n", check.opened,
             check.under_other_keys, vault.key_id());
  for (const auto& fault : check.unopened) fmt::print(invocation.out, "does not open: {}\n", fault);
  if (dropped > 0) fmt::print(invocation.out, "{} old keys are gone\n", dropped);
  if (dropped < 0)
    fmt::print(invocation.out, "the old keys stay: not every row opens without them\n");
  return good ? kDone : kNotDone;
}

}  // namespace

void add_vault(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("vault", "the keys that seal passwords and sessions");
  command->require_subcommand(1);
  command->add_subcommand("rotate", "wraps everything under a fresh key; the old one still opens")
      ->callback([&invocation] {
        invocation.place = Place::kAlone;
        invocation.action = [&invocation] { return rotate(invocation); };
      });
  auto drops = std::make_shared<bool>(false);
  auto* const verifying =
      command->add_subcommand("verify", "opens every sealed row; exit 1 names those that do not");
  verifying->add_flag("--drop-old", *drops, "removes old keys if everything opens without them");
  verifying->callback([&invocation, drops] {
    if (*drops) invocation.place = Place::kAlone;
    invocation.action = [&invocation, drops] { return verify(invocation, *drops); };
  });
  auto file = std::make_shared<std::string>();
  auto* const making = command->add_subcommand("make-key", "makes a key file for a credential");
  making->add_option("file", *file, "a file that is not there yet")->required();
  making->callback([&invocation, file] {
    invocation.action = [&invocation, file] { return make_key(invocation, *file); };
  });
}

}  // namespace vancrawl::cli
