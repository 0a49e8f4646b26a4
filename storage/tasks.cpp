#include "storage/tasks.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, kind, about, audience, loud, english, korean, ends_english, ends_korean, evidence, "
    "since, last_seen, seen_count, closed_at, closed_by, closing_note FROM task ";

std::string filled(std::string_view text, const std::vector<TaskWord>& words) {
  std::string sentence;
  while (!text.empty()) {
    const auto open = text.find('{');
    sentence += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto end = text.find('}', open);
    if (end == std::string_view::npos) throw std::invalid_argument("a place without an end");
    const auto place = text.substr(open + 1, end - open - 1);
    const auto word = std::ranges::find(words, place, &TaskWord::place);
    if (word == words.end()) {
      throw std::invalid_argument(fmt::format("no word fills {{{}}}", place));
    }
    sentence += word->text();
    text.remove_prefix(end + 1);
  }
  return sentence;
}

TaskAudience audience_named(std::string_view name) {
  for (const auto audience : {TaskAudience::kOperator, TaskAudience::kMerchant}) {
    if (name == name_of(audience)) return audience;
  }
  throw StoreError(StoreFault::kCorrupt, "a task for nobody known: " + std::string(name));
}

Task task_at(const Statement& row) {
  Task task;
  task.id = TaskId(row.integer(0));
  task.kind = row.text(1);
  task.about = row.text(2);
  task.audience = audience_named(row.view(3));
  task.volume = row.integer(4) != 0 ? TaskVolume::kLoud : TaskVolume::kQuiet;
  task.english = row.text(5);
  task.korean = row.text(6);
  task.ends_english = row.text(7);
  task.ends_korean = row.text(8);
  if (!row.view(9).empty()) task.evidence = model::EvidenceHash(row.text(9));
  task.since = row.instant(10);
  task.last_seen = row.instant(11);
  task.count = row.integer(12);
  task.closed_at = row.instant_if(13);
  if (!row.is_null(14)) task.closed_by = row.text(14);
  if (!row.is_null(15)) task.closing_note = row.text(15);
  return task;
}

void read_merchants(View& view, Task& task) {
  auto rows = view.connection().ask(
      "SELECT merchant FROM task_merchant WHERE task = ? ORDER BY merchant", task.id);
  while (rows.step()) task.merchants.emplace_back(rows.text(0));
}

TaskId insert_task(Connection& connection, const TaskCall& call, model::Instant now) {
  connection.run(
      "INSERT INTO task(kind, about, audience, loud, english, korean, ends_english, ends_korean, "
      "ends_by_person, evidence, since, last_seen, seen_count) "
      "VALUES (?, ?, ?, 0, '', '', '', '', ?, '', ?, ?, 0)",
      call.cause.kind.name(), call.cause.about.text(), name_of(call.audience), call.ends_by_person,
      now, now);
  return TaskId(connection.last_row());
}

void close(Connection& connection, TaskId task, const std::string& by, const std::string& note,
           model::Instant now) {
  connection.run("UPDATE task SET closed_at = ?2, closed_by = ?3, closing_note = ?4 WHERE id = ?1",
                 task, now, by, note);
}

}  // namespace

std::string_view name_of(TaskAudience audience) {
  switch (audience) {
    case TaskAudience::kOperator:
      return "operator";
    case TaskAudience::kMerchant:
      return "merchant";
  }
  __builtin_unreachable();
}

std::string_view name_of(TaskVolume volume) {
  switch (volume) {
    case TaskVolume::kQuiet:
      return "quiet";
    case TaskVolume::kLoud:
      return "loud";
  }
  __builtin_unreachable();
}

TaskId raise_task(Transaction& transaction, const TaskCall& call, model::Instant now) {
  auto& connection = transaction.connection();
  const auto english = filled(call.sentence.english(), call.words);
  const auto korean = filled(call.sentence.korean(), call.words);
  const auto ends_english = filled(call.ends.english(), call.words);
  const auto ends_korean = filled(call.ends.korean(), call.words);
  const auto open = open_task(transaction, call.cause);
  const auto id = open ? *open : insert_task(connection, call, now);
  connection.run(
      "UPDATE task SET english = ?2, korean = ?3, ends_english = ?4, ends_korean = ?5, "
      "loud = max(loud, ?6), evidence = coalesce(?7, evidence), last_seen = max(last_seen, ?8), "
      "seen_count = seen_count + 1 WHERE id = ?1",
      id, english, korean, ends_english, ends_korean, call.volume == TaskVolume::kLoud,
      call.evidence, now);
  for (const auto& merchant : call.merchants) {
    connection.run("INSERT OR IGNORE INTO task_merchant(task, merchant) VALUES (?, ?)", id,
                   merchant);
  }
  return id;
}

bool close_tasks(Transaction& transaction, const TaskCause& cause, const Wording& by,
                 model::Instant now) {
  const auto open = open_task(transaction, cause);
  if (open) close(transaction.connection(), *open, std::string(by.english()), "", now);
  return open.has_value();
}

TaskDone finish_task(Transaction& transaction, TaskId id, const std::string& person,
                     const std::string& note, model::Instant now) {
  if (person.empty()) throw std::invalid_argument("whoever has done a task is named");
  const auto found = task(transaction, id);
  if (!found) return TaskDone::kNoSuchTask;
  if (found->closed_at) return TaskDone::kClosedBefore;
  close(transaction.connection(), id, person, note, now);
  append_audit(transaction, "task done", found->about,
               fmt::format("task {}, {}, by {}: {}", id.number(), found->kind, person, note), now);
  return TaskDone::kClosed;
}

std::vector<Task> tasks(View& view, const TaskFilter& filter) {
  const OneState state(view);
  std::vector<Task> found;
  std::optional<std::string_view> audience;
  if (filter.audience) audience = name_of(*filter.audience);
  auto rows = view.connection().ask(
      std::string(kColumns) +
          "WHERE (?1 = 0 OR closed_at IS NULL) AND (?2 IS NULL OR audience = ?2) "
          "AND (?3 IS NULL OR id IN (SELECT task FROM task_merchant WHERE merchant = ?3)) "
          "ORDER BY closed_at IS NOT NULL, loud DESC, since, id LIMIT ?4",
      filter.open_only, audience, filter.merchant, filter.limit);
  while (rows.step()) found.push_back(task_at(rows));
  for (auto& one : found) read_merchants(view, one);
  return found;
}

std::optional<Task> task(View& view, TaskId id) {
  const OneState state(view);
  auto row = view.connection().ask(std::string(kColumns) + "WHERE id = ?", id);
  if (!row.step()) return std::nullopt;
  auto found = task_at(row);
  read_merchants(view, found);
  return found;
}

bool is_called_otherwise(View& view, const TaskCause& cause) {
  return view.connection()
      .ask("SELECT 1 FROM task WHERE about = ? AND kind <> ? AND closed_at IS NULL",
           cause.about.text(), cause.kind.name())
      .step();
}

std::optional<TaskId> open_task(View& view, const TaskCause& cause) {
  auto row = view.connection().ask(
      "SELECT id FROM task WHERE kind = ? AND about = ? AND closed_at IS NULL", cause.kind.name(),
      cause.about.text());
  if (!row.step()) return std::nullopt;
  return TaskId(row.integer(0));
}

}  // namespace vancrawl::storage
