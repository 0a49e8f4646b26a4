#include "storage/consumers.h"

#include <charconv>

#include <fmt/format.h>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

Consumer consumer_at(const Statement& row) {
  return {row.text(0), {row.integer(1), row.integer(2)}, row.instant(3)};
}

AckAnswer store(Transaction& transaction, const Consumer& entry) {
  transaction.connection().run(
      "INSERT OR REPLACE INTO consumer(name, epoch, seq, acknowledged_at) VALUES (?, ?, ?, ?)",
      entry.name, entry.position.epoch, entry.position.seq, entry.acknowledged_at);
  return AckAnswer::kAcknowledged;
}

std::optional<AckAnswer> refusal(View& view, const std::string& name,
                                 const FeedPosition& position) {
  if (name.empty()) return AckAnswer::kNoName;
  const auto head = feed_head(view);
  const bool ours = position == FeedPosition{} ||
                    (position.epoch == head.epoch && position.seq >= 0 && position.seq <= head.seq);
  if (!ours) return AckAnswer::kNotOurs;
  return std::nullopt;
}

bool reads(std::string_view digits, std::int64_t& number) {
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc() && read.ptr == end && number >= 0;
}

}  // namespace

std::optional<Consumer> consumer(View& view, const std::string& name) {
  auto row = view.connection().ask(
      "SELECT name, epoch, seq, acknowledged_at FROM consumer WHERE name = ?", name);
  if (!row.step()) return std::nullopt;
  return consumer_at(row);
}

std::vector<Consumer> consumers(View& view) {
  std::vector<Consumer> all;
  auto rows =
      view.connection().ask("SELECT name, epoch, seq, acknowledged_at FROM consumer ORDER BY name");
  while (rows.step()) all.push_back(consumer_at(rows));
  return all;
}

std::string_view name_of(AckAnswer answer) {
  switch (answer) {
    case AckAnswer::kAcknowledged:
      return "acknowledged";
    case AckAnswer::kNotOurs:
      return "not_ours";
    case AckAnswer::kBackwards:
      return "backwards";
    case AckAnswer::kNoName:
      return "no_name";
  }
  __builtin_unreachable();
}

AckAnswer acknowledge(Transaction& transaction, const std::string& name,
                      const FeedPosition& position, model::Instant now) {
  if (const auto refused = refusal(transaction, name, position)) return *refused;
  const auto before = consumer(transaction, name);
  if (before && position < before->position) return AckAnswer::kBackwards;
  return store(transaction, {name, position, now});
}

AckAnswer rewind(Transaction& transaction, const std::string& name, const FeedPosition& position,
                 model::Instant now) {
  if (const auto refused = refusal(transaction, name, position)) return *refused;
  return store(transaction, {name, position, now});
}

std::string to_text(const FeedPosition& position) {
  return fmt::format("{}:{}", position.epoch, position.seq);
}

std::expected<FeedPosition, model::ParseFault> parse_position(std::string_view text) {
  const auto colon = text.find(':');
  FeedPosition position;
  if (colon != std::string_view::npos && reads(text.substr(0, colon), position.epoch) &&
      reads(text.substr(colon + 1), position.seq)) {
    return position;
  }
  return std::unexpected(
      model::ParseFault{std::string(text), "a position of the feed (EPOCH:NUMBER, as \"1:42\")"});
}

}  // namespace vancrawl::storage
