#include "storage/clock_marks.h"

#include "storage/connection.h"
#include "storage/tasks.h"

namespace vancrawl::storage {
namespace {

TaskCause clock_cause() { return {TaskKind("clock_jumped"), TaskSubject::store()}; }

}  // namespace

std::optional<ClockMark> clock_mark(View& view) {
  auto row = view.connection().ask("SELECT seen, doubt_since, ahead, accepted FROM clock");
  if (!row.step()) return std::nullopt;
  return ClockMark{row.instant(0), row.instant_if(1), std::chrono::milliseconds(row.integer(2)),
                   row.integer(3) != 0};
}

void note_time(Transaction& transaction, model::Instant seen) {
  transaction.connection().run(
      "INSERT INTO clock(only, seen) VALUES (1, ?1) "
      "ON CONFLICT(only) DO UPDATE SET seen = max(seen, ?1)",
      seen);
}

void note_clock_doubt(Transaction& transaction, model::Instant now,
                      std::chrono::milliseconds ahead) {
  note_time(transaction, now);
  transaction.connection().run(
      "UPDATE clock SET accepted = CASE WHEN doubt_since IS NULL THEN 0 ELSE accepted END, "
      "doubt_since = coalesce(doubt_since, ?1), ahead = ?2",
      now, std::int64_t{ahead.count()});
  TaskCall call{
      .cause = clock_cause(),
      .volume = TaskVolume::kLoud,
      .sentence = Wording("This machine's clock jumped by {count} seconds. Nothing logs in, plans "
                          "or publishes. Set the clock right, or, if it is right, say so: "
                          "vancrawl clock accept.",
                          "이 서버의 시계가 {count}초 바뀌었습니다. 로그인, 계획, 확정이 모두 "
                          "멈췄습니다. 시계를 맞추거나, 맞다면 vancrawl clock accept로 "
                          "확인하십시오."),
      .ends = Wording("the clock is right again, or was accepted", "시계가 다시 맞거나 확인되면"),
      .words = {TaskWord::count(std::chrono::duration_cast<std::chrono::seconds>(ahead).count())}};
  static_cast<void>(raise_task(transaction, call, now));
}

void clear_clock_doubt(Transaction& transaction, model::Instant now) {
  transaction.connection().run("UPDATE clock SET doubt_since = NULL, ahead = 0, accepted = 0");
  close_tasks(transaction, clock_cause(),
              Wording("the clock is right again, or was accepted", "시계가 다시 맞거나 확인됨"),
              now);
}

bool accept_clock(Transaction& transaction) {
  auto& connection = transaction.connection();
  connection.run("UPDATE clock SET accepted = 1 WHERE doubt_since IS NOT NULL");
  return connection.changed_rows() > 0;
}

}  // namespace vancrawl::storage
