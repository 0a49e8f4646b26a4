#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/task_words.h"
#include "storage/view.h"

namespace vancrawl::storage {

using TaskId = model::NumberId<struct TaskTag>;

/// Who can do something about it.
enum class TaskAudience { kOperator, kMerchant };
enum class TaskVolume { kQuiet, kLoud };

[[nodiscard]] std::string_view name_of(TaskAudience audience);
[[nodiscard]] std::string_view name_of(TaskVolume volume);

/// What one task stands for, however often it is met.
struct TaskCause {
  TaskKind kind;
  TaskSubject about;
};

/// A call on a person.
struct TaskCall {
  TaskCause cause;
  TaskAudience audience = TaskAudience::kOperator;
  TaskVolume volume = TaskVolume::kQuiet;
  Wording sentence;  ///< what happened and what to do
  Wording ends;      ///< what closes it
  std::vector<TaskWord> words{};
  std::vector<model::MerchantId> merchants{};  ///< whom it concerns
  std::optional<model::EvidenceHash> evidence{};
  bool ends_by_person = false;  ///< nothing that goes well closes it
};

/// Opens the cause's task; while one is open, it is that one: its count and last_seen grow, its
/// sentence is the latest, it may become loud, and further merchants are added. A cause that
/// returns after its task was closed opens another. Throws std::invalid_argument for a sentence
/// with a place that no word fills.
TaskId raise_task(Transaction& transaction, const TaskCall& call, model::Instant now);

/// The cause is gone: closes its task, if one is open. `by` names what closed it ("a login that
/// was accepted"). Whether there was one.
bool close_tasks(Transaction& transaction, const TaskCause& cause, const Wording& by,
                 model::Instant now);

enum class TaskDone { kClosed, kClosedBefore, kNoSuchTask };

/// A person says that it is done; recorded in the audit log. A cause that is still there opens
/// another. Throws std::invalid_argument without a person.
[[nodiscard]] TaskDone finish_task(Transaction& transaction, TaskId task, const std::string& person,
                                   const std::string& note, model::Instant now);

struct Task {
  TaskId id;
  std::string kind;
  std::string about;
  TaskAudience audience = TaskAudience::kOperator;
  TaskVolume volume = TaskVolume::kQuiet;
  std::string english;
  std::string korean;
  std::string ends_english;
  std::string ends_korean;
  std::optional<model::EvidenceHash> evidence;
  model::Instant since;
  model::Instant last_seen;
  std::int64_t count = 0;
  std::vector<model::MerchantId> merchants;
  std::optional<model::Instant> closed_at;
  std::string closed_by;
  std::string closing_note;
};

struct TaskFilter {
  bool open_only = true;
  std::optional<TaskAudience> audience{};
  std::optional<model::MerchantId> merchant{};  ///< that concern it
  int limit = 1000;
};

/// Loud ones first, then the oldest first.
[[nodiscard]] std::vector<Task> tasks(View& view, const TaskFilter& filter);
[[nodiscard]] std::optional<Task> task(View& view, TaskId id);
/// Whether an open task of another kind is about the same.
[[nodiscard]] bool is_called_otherwise(View& view, const TaskCause& cause);
/// The open task of a cause.
[[nodiscard]] std::optional<TaskId> open_task(View& view, const TaskCause& cause);

}  // namespace vancrawl::storage
