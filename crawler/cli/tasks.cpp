#include "storage/tasks.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  bool all = false;
  std::string audience;
  std::string merchant;
  std::int64_t id = 0;
  std::string person;
  std::string note;
};

Json json_of(const storage::Task& task) {
  Json merchants = Json::array();
  for (const auto& merchant : task.merchants) merchants.push_back(merchant.text());
  return {{"id", task.id.number()},
          {"kind", task.kind},
          {"about", task.about},
          {"for", storage::name_of(task.audience)},
          {"loud", task.volume == storage::TaskVolume::kLoud},
          {"english", task.english},
          {"korean", task.korean},
          {"ends_when", {{"english", task.ends_english}, {"korean", task.ends_korean}}},
          {"merchants", merchants},
          {"evidence", task.evidence ? Json(task.evidence->text()) : Json(nullptr)},
          {"since", model::to_iso(task.since)},
          {"last_seen", model::to_iso(task.last_seen)},
          {"count", task.count},
          {"closed_at", task.closed_at ? Json(model::to_iso(*task.closed_at)) : Json(nullptr)},
          {"closed_by", task.closed_at ? Json(task.closed_by) : Json(nullptr)},
          {"note", task.closing_note}};
}

std::string_view state_of(const storage::Task& task) {
  if (task.closed_at) return "done";
  return task.volume == storage::TaskVolume::kLoud ? "LOUD" : "open";
}

storage::TaskFilter filter_of(const Asked& asked) {
  storage::TaskFilter filter;
  filter.open_only = !asked.all;
  if (!asked.merchant.empty()) filter.merchant = model::MerchantId(asked.merchant);
  if (asked.audience == storage::name_of(storage::TaskAudience::kOperator)) {
    filter.audience = storage::TaskAudience::kOperator;
  } else if (asked.audience == storage::name_of(storage::TaskAudience::kMerchant)) {
    filter.audience = storage::TaskAudience::kMerchant;
  } else if (!asked.audience.empty()) {
    throw InputError("--for: operator or merchant");
  }
  return filter;
}

int list(const Invocation& invocation, const Asked& asked) {
  const auto filter = filter_of(asked);
  const auto reader = storage::Reader::open(invocation.config().store);
  if (filter.merchant) expect_merchant(*reader, *filter.merchant);
  Json all = Json::array();
  for (const auto& task : storage::tasks(*reader, filter)) {
    all.push_back(json_of(task));
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:>5} {} {:<8} since {}, {} times  {} ({})\n      {}\n      {}\n",
               task.id.number(), state_of(task), storage::name_of(task.audience),
               model::to_iso(task.since), task.count, task.kind, task.about, task.english,
               task.korean);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return kDone;
}

storage::TaskId id_option(const Asked& asked) { return storage::TaskId(asked.id); }

[[noreturn]] void refuse_unknown(const Asked& asked) {
  throw InputError(fmt::format("there is no task {}; see `vancrawl tasks list --all`", asked.id));
}

int show(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto task = storage::task(*reader, id_option(asked));
  if (!task) refuse_unknown(asked);
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", json_of(*task).dump());
    return kDone;
  }
  fmt::print(invocation.out,
             "task {}: {} about {}\n  {}\n  {}\nfor: {}{}\nsince {}, last {}, {} times\n"
             "ends with: {} / {}\n",
             task->id.number(), task->kind, task->about, task->english, task->korean,
             storage::name_of(task->audience),
             task->volume == storage::TaskVolume::kLoud ? ", loud" : "", model::to_iso(task->since),
             model::to_iso(task->last_seen), task->count, task->ends_english, task->ends_korean);
  for (const auto& merchant : task->merchants) {
    fmt::print(invocation.out, "concerns {}\n", merchant.text());
  }
  if (task->evidence) fmt::print(invocation.out, "evidence {}\n", task->evidence->text());
  if (task->closed_at) {
    fmt::print(invocation.out, "closed {} by {} {}\n", model::to_iso(*task->closed_at),
               task->closed_by, task->closing_note);
  }
  return kDone;
}

int finish(const Invocation& invocation, const Asked& asked) {
  if (asked.person.empty()) throw InputError("--person: names who has done it");
  auto store = open_store(invocation.config());
  const auto answer = store.write([&](storage::Transaction& transaction) {
    return storage::finish_task(transaction, id_option(asked), asked.person, asked.note, now());
  });
  if (answer == storage::TaskDone::kNoSuchTask) refuse_unknown(asked);
  const bool closed = answer == storage::TaskDone::kClosed;
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", Json{{"closed", closed}}.dump());
  } else {
    fmt::print(invocation.out, "{}\n",
               closed ? "recorded; if the cause is still there it comes back as another task"
                      : "it was closed before");
  }
  return closed ? kDone : kNotDone;
}

void add_list(Command& command, Invocation& invocation, const std::shared_ptr<Asked>& asked) {
  auto* const listing =
      command.add_subcommand("list", "what people are called for, loud ones first");
  listing->add_flag("--all", asked->all, "closed ones too");
  listing->add_option("--for", asked->audience, "operator or merchant");
  listing->add_option("--merchant", asked->merchant, "those that concern this merchant");
  listing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return list(invocation, *asked); };
  });
}

}  // namespace

void add_tasks(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("tasks", "what a person is needed for, one a cause");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  add_list(*command, invocation, asked);
  auto* const showing = command->add_subcommand("show", "prints one with all that is known");
  showing->add_option("id", asked->id, "as `tasks list` prints it")->required();
  showing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return show(invocation, *asked); };
  });
  auto* const finishing = command->add_subcommand("done", "records who has done it");
  finishing->add_option("id", asked->id, "as `tasks list` prints it")->required();
  finishing->add_option("--person", asked->person, "who has done it")->required();
  finishing->add_option("--note", asked->note, "what was done");
  finishing->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return finish(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
