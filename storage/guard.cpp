#include "storage/guard.h"

#include <fmt/format.h>

#include "storage/guard_lines.h"

namespace vancrawl::storage {
namespace {

struct Stored {
  GuardHead head;
  std::string machine;
  bool exists = false;
};

Stored stored_at(Connection& connection) {
  auto row = connection.ask("SELECT number, chain, machine FROM guard");
  if (!row.step()) return {};
  return {{row.integer(0), row.text(1)}, row.text(2), true};
}

}  // namespace

Guard::Guard(Connection& connection, const GuardPlace& place)
    : connection_(connection), place_(place), stored_(stored_at(connection).head) {
  log_ = std::make_unique<GuardLog>(place.file, [this](const GuardLine& line) {
    if (line.head.number == stored_.number) stored_chain_in_log_ = line.head.chain;
  });
  compare();
}

void Guard::compare() {
  const auto stored = stored_at(connection_);
  const auto& log = log_->head();
  const bool is_one_state = stored_chain_in_log_ == stored.head.chain;
  if (!stored.exists && log.number == 0) {
    is_to_begin_ = true;
  } else if (!stored.exists) {
    passive_ = passive_for("the log was begun by another store, or by a later state of this one");
  } else if (stored.machine == kMachineOfBackups) {
    passive_ = passive_for("a backup was put back");
  } else if (stored.machine != place_.machine) {
    passive_ = passive_for("it was last open on another machine, or under another path");
  } else if (log.number > stored.head.number && is_one_state) {
    passive_ = passive_for("it is older than its guard log: a backup was put back");
  } else if (log.number >= stored.head.number && !is_one_state) {
    passive_ = passive_for("it and its guard log went different ways: one of them is a copy");
  } else if (log.number < stored.head.number) {
    // The process died between a commit and its lines: they stand in the outbox.
    const auto lines = outbox_lines();
    const bool is_whole = !lines.empty() && lines.back().head == stored.head;
    if (!is_whole) passive_ = passive_for("its guard log is missing, or is older than the store");
    if (is_whole) log_->append(lines);
    if (is_whole) log_->sync();
  }
}

Passive Guard::passive_for(const std::string& why) const {
  return {why, stored_.number, log_->head().number};
}

std::vector<GuardLine> Guard::outbox_lines() const {
  std::vector<GuardLine> lines;
  auto head = log_->head();
  auto rows = connection_.ask("SELECT number, text FROM guard_outbox WHERE number > ? ORDER BY 1",
                              head.number);
  while (rows.step()) {
    auto line = line_after(head, rows.text(1));
    if (line.head.number != rows.integer(0)) return {};
    head = line.head;
    lines.push_back(std::move(line));
  }
  return lines;
}

void Guard::join(Transaction& transaction) const {
  const auto& head = log_->head();
  auto& connection = transaction.connection();
  connection.run("DELETE FROM guard_outbox");
  connection.run(
      "INSERT OR REPLACE INTO guard(only, machine, number, chain, feed_seq) VALUES (1, ?, ?, ?, 0)",
      place_.machine, head.number, head.chain);
}

void Guard::keep() {
  connection_.guard.kept = true;
  connection_.guard.on_disk = log_->head().number;
  passive_.reset();
  is_to_begin_ = false;
  // A log that is lost later must not be taken for one that was never written.
  connection_.run("DELETE FROM guard_outbox WHERE number <= ?", connection_.guard.on_disk);
}

void Guard::flush() {
  const auto lines = outbox_lines();
  if (!lines.empty()) log_->append(lines);
  if (!connection_.guard.urgent) return;
  log_->sync();
  connection_.guard.on_disk = log_->head().number;
  connection_.guard.urgent = false;
}

}  // namespace vancrawl::storage
