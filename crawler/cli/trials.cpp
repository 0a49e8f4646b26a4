#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/login_trials.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string site;
  std::string fault;
  std::string page;
  std::string means;
  std::string person;
  std::string note;
};

Json json_of(const storage::Suspect& suspect) {
  return {{"site", suspect.site.text()},
          {"login_id", suspect.account.login_id},
          {"version", suspect.version},
          {"merchant", suspect.merchant.text()},
          {"since", model::to_iso(suspect.since)}};
}

int print_suspects(const Invocation& invocation, const std::vector<storage::Suspect>& suspects) {
  Json all = Json::array();
  for (const auto& suspect : suspects) {
    all.push_back(json_of(suspect));
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:<16} {:<20} version {}  {}  since {}\n", suspect.site.text(),
               suspect.account.login_id, suspect.version, suspect.merchant.text(),
               model::to_iso(suspect.since));
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return kDone;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  return print_suspects(invocation, storage::suspects(*reader));
}

int judge(const Invocation& invocation, const Asked& asked) {
  if (asked.fault != "ours" && asked.fault != "theirs") {
    throw InputError("--fault: ours (a release of ours broke the login) or theirs");
  }
  const auto site = site_option(invocation, asked.site);
  auto store = open_store(invocation.config());
  const auto settled = store.write([&](storage::Transaction& transaction) {
    const auto fault =
        asked.fault == "ours" ? storage::TrialFault::kOurs : storage::TrialFault::kTheirs;
    return storage::judge_suspects(transaction, {site, fault, asked.person, asked.note}, now());
  });
  if (!invocation.json) {
    fmt::print(invocation.out, "{} rejections settled{}\n", settled.size(),
               asked.fault == "ours" ? "; the site logs in again with the next release" : "");
  }
  static_cast<void>(print_suspects(invocation, settled));
  return settled.empty() ? kNotDone : kDone;
}

storage::PageMeaning meaning_of(const std::string& means) {
  if (means == "logged-in") return storage::PageMeaning::kLoggedIn;
  if (means == "not-judged") return storage::PageMeaning::kNotJudged;
  if (means == "rejected") return storage::PageMeaning::kRejected;
  throw InputError("--means: logged-in, not-judged or rejected, as the page says at the portal");
}

int release_page(const Invocation& invocation, const Asked& asked) {
  const auto site = site_option(invocation, asked.site);
  const auto meaning = meaning_of(asked.means);
  auto store = open_store(invocation.config());
  const int released = store.write([&](storage::Transaction& transaction) {
    return storage::release_page(transaction, site, asked.page, meaning, asked.person, now());
  });
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", Json{{"released", released}}.dump());
  } else {
    fmt::print(invocation.out, "{} accounts released\n", released);
  }
  return released > 0 ? kDone : kNotDone;
}

}  // namespace

void add_trials(Command& credentials, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  credentials.add_subcommand("suspects", "good passwords that a changed login had rejected")
      ->callback([&invocation] { invocation.action = [&invocation] { return list(invocation); }; });
  auto* const judging = credentials.add_subcommand(
      "judge", "records whose fault the suspect rejections of a site were");
  judging->add_option("--site", asked->site)->required();
  judging->add_option("--fault", asked->fault, "ours or theirs")->required();
  judging->add_option("--person", asked->person, "who judged it")->required();
  judging->add_option("--note", asked->note, "how it is known")->required();
  judging->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return judge(invocation, *asked); };
  });
  auto* const releasing = credentials.add_subcommand(
      "release-page", "releases the accounts that a page held, once its meaning is known");
  releasing->add_option("page", asked->page, "as the task names it")->required();
  releasing->add_option("--site", asked->site)->required();
  releasing->add_option("--means", asked->means, "logged-in, not-judged or rejected")->required();
  releasing->add_option("--person", asked->person, "who looked at it")->required();
  releasing->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return release_page(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
