#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/read_models.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// How far a reader of the change feed has come: everything up to there is its own.
struct Consumer {
  std::string name;
  FeedPosition position;
  model::Instant acknowledged_at;
};

[[nodiscard]] std::optional<Consumer> consumer(View& view, const std::string& name);
[[nodiscard]] std::vector<Consumer> consumers(View& view);  ///< by name

enum class AckAnswer {
  kAcknowledged,
  kNotOurs,    ///< of another epoch or beyond the head: nothing such was given out
  kBackwards,  ///< behind what was acknowledged before in this epoch; only a rewind goes there
  kNoName
};

[[nodiscard]] std::string_view name_of(AckAnswer answer);

/// Remembers that a reader has taken everything up to `position`.
[[nodiscard]] AckAnswer acknowledge(Transaction& transaction, const std::string& name,
                                    const FeedPosition& position, model::Instant now);
/// The same, backwards too: a reader that takes entries anew.
[[nodiscard]] AckAnswer rewind(Transaction& transaction, const std::string& name,
                               const FeedPosition& position, model::Instant now);

/// "2:1042": epoch and number. "0:0" is the start.
[[nodiscard]] std::string to_text(const FeedPosition& position);
[[nodiscard]] std::expected<FeedPosition, model::ParseFault> parse_position(std::string_view text);

}  // namespace vancrawl::storage
