#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/secret_input.h"
#include "crawler/daemon.h"
#include "storage/attempts.h"
#include "storage/directory.h"
#include "storage/login_id.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string merchant;
  std::string site;
  std::string login_id;
  std::optional<std::string> secret_file;
  int version = 0;
  bool our_release = false;
  std::string person;
  std::string note;
};

std::string sentence_of(const storage::CredentialSet& set) {
  switch (set.answer) {
    case storage::CredentialAnswer::kNewVersion:
      return fmt::format("stored, sealed, as version {}", set.version);
    case storage::CredentialAnswer::kUnchanged:
      return fmt::format("unchanged: this is version {}", set.version);
    case storage::CredentialAnswer::kRefusedKnownBad:
      return "refused: the portal rejected this very password for this account. Enter the changed "
             "one, or, if the merchant has since logged in with it by hand, record that with "
             "`vancrawl credentials confirm`";
  }
  __builtin_unreachable();
}

/// One portal account under two spellings would be two accounts to the login guard.
model::AccountKey account_option(const model::SiteFacts& facts, const std::string& login_id) {
  const auto normal = storage::normal_login_id(login_id);
  if (!normal) throw InputError("--login-id: " + normal.error().message);
  return facts.account(*normal);
}

/// Two logins that see different groups cannot prove one day together.
void expect_only_login(storage::View& view, const storage::CredentialEntry& entry) {
  for (const auto& other : storage::credentials_of(view, entry.merchant, entry.site)) {
    if (other.destroyed || storage::is_one_account(other.account, entry.account)) continue;
    throw InputError("--login-id: this merchant has the login \"" + other.account.login_id +
                     "\" at this site; `vancrawl consents withdraw` ends that one first");
  }
}

int add(const Invocation& invocation, const Entered& entered) {
  const auto config = invocation.config();
  const auto site = site_option(invocation, entered.site);
  const auto book = load_site_book(config, site.text());
  const auto account = account_option(book.facts, entered.login_id);
  auto secret = read_secret(invocation, entered.secret_file, "password of " + account.login_id);
  expect_no_orphaned_store(config);
  ensure_key_file(invocation, config);
  const auto vault = open_vault(config);
  auto store = open_store(config);
  const storage::CredentialEntry entry{model::MerchantId(entered.merchant), site, account,
                                       book.facts.seal_context()};
  const auto set = store.write([&](storage::Transaction& transaction) {
    expect_only_login(transaction, entry);
    return storage::set_credential(transaction, vault, entry, secret, now());
  });
  if (!set) throw InputError(set.error().message);
  const bool refused = set->answer == storage::CredentialAnswer::kRefusedKnownBad;
  if (!invocation.json) fmt::print(invocation.out, "{}\n", sentence_of(*set));
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"stored", !refused}, {"version", set->version}}.dump());
  }
  return refused ? 1 : 0;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  Json all = Json::array();
  for (const auto& credential : storage::credentials(*reader)) {
    const auto standing = storage::standing_of(*reader, credential.account);
    const bool rejected =
        standing && std::ranges::find(standing->suspended_versions, credential.version) !=
                        standing->suspended_versions.end();
    const std::string state = credential.destroyed ? "destroyed"
                              : rejected           ? "rejected"
                              : standing && standing->held
                                  ? "held: " + std::string(model::name_of(*standing->held))
                                  : "usable";
    all.push_back({{"merchant", credential.merchant.text()},
                   {"site", credential.site.text()},
                   {"login_id", credential.account.login_id},
                   {"version", credential.version},
                   {"state", state}});
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:<12} {:<16} {:<20} version {}  {}\n", credential.merchant.text(),
               credential.site.text(), credential.account.login_id, credential.version, state);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return 0;
}

std::string sentence_of(storage::ConfirmAnswer answer) {
  switch (answer) {
    case storage::ConfirmAnswer::kConfirmed:
      return "recorded; the secret may be used again";
    case storage::ConfirmAnswer::kNoSuchSecret:
      return "nothing is suspended or held under that version; see `vancrawl credentials list`";
    case storage::ConfirmAnswer::kAttemptOpen:
      return "an attempt has no outcome yet: run `vancrawl crawl` so that it is resolved first";
    case storage::ConfirmAnswer::kAlreadyForgiven:
      return "this was recorded once before";
  }
  __builtin_unreachable();
}

int confirm(const Invocation& invocation, const Entered& entered) {
  const auto config = invocation.config();
  const auto site = site_option(invocation, entered.site);
  const auto book = load_site_book(config, site.text());
  auto store = open_store(config);
  const auto answer = store.write([&](storage::Transaction& transaction) {
    return storage::confirm_by_hand(transaction,
                                    {account_option(book.facts, entered.login_id), entered.version,
                                     entered.our_release ? storage::ConfirmGround::kOurRelease
                                                         : storage::ConfirmGround::kLoggedInByHand,
                                     entered.person, entered.note},
                                    now());
  });
  const bool done = answer == storage::ConfirmAnswer::kConfirmed;
  if (!invocation.json) fmt::print(invocation.out, "{}\n", sentence_of(answer));
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"confirmed", done}}.dump());
  return done ? 0 : 1;
}

}  // namespace

void add_credentials(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("credentials", "the merchants' own logins, sealed");
  command->require_subcommand(1);
  auto entered = std::make_shared<Entered>();
  auto* const adding = command->add_subcommand(
      "set", "stores a password (from a prompt, standard input or a file); a changed one only");
  adding->alias("add");
  adding->add_option("--merchant", entered->merchant)->required();
  adding->add_option("--site", entered->site)->required();
  adding->add_option("--login-id", entered->login_id)->required();
  adding->add_option("--secret-file", entered->secret_file, "file that holds the password");
  adding->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return add(invocation, *entered); };
  });
  auto* const confirming = command->add_subcommand(
      "confirm", "records that the merchant has logged in by hand with a suspended password");
  confirming->add_option("--site", entered->site)->required();
  confirming->add_option("--login-id", entered->login_id)->required();
  confirming->add_option("--version", entered->version, "as `credentials list` shows it")
      ->required();
  confirming->add_flag("--our-release", entered->our_release,
                       "a release of ours caused the rejection; once for each password");
  confirming->add_option("--person", entered->person, "who confirmed it")->required();
  confirming->add_option("--note", entered->note, "how it is known")->required();
  confirming->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return confirm(invocation, *entered); };
  });
  add_trials(*command, invocation);
  command->add_subcommand("list", "prints accounts, versions and states, never a secret")
      ->callback([&invocation] { invocation.action = [&invocation] { return list(invocation); }; });
}

}  // namespace vancrawl::cli
