#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/control/descriptor.h"

namespace vancrawl::control {

/// One message on a unix stream socket: four bytes of length, the greatest first, then the text;
/// descriptors travel with the first byte.
struct Frame {
  std::string text;
  std::vector<Descriptor> descriptors;
};

enum class FrameFault { kClosed, kTooLong, kTooSlow, kTooManyDescriptors, kBroken, kInterrupted };

[[nodiscard]] std::string_view sentence_of(FrameFault fault);

/// How long one message may take; nothing: for ever.
using Patience = std::optional<std::chrono::milliseconds>;

[[nodiscard]] std::expected<void, FrameFault> send_frame(int socket, std::string_view text,
                                                         std::span<const int> descriptors,
                                                         Patience patience);
/// A signal without a restart ends it with kInterrupted. Whatever comes, no descriptor is left
/// open.
[[nodiscard]] std::expected<Frame, FrameFault> receive_frame(int socket, Patience patience);

}  // namespace vancrawl::control
