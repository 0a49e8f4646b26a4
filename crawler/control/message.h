#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vancrawl::control {

/// What the socket or the other side of it did wrong, as a sentence for a person.
class ControlFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bounds of what the owner of a store takes from a client.
inline constexpr std::size_t kLongestMessage = std::size_t{256} * 1024;
inline constexpr std::size_t kMostWords = 4096;
/// Standard input, output and errors, the working folder, and files that an argument names as a
/// descriptor of the client's own (/dev/fd/63).
inline constexpr std::size_t kOwnDescriptors = 4;
inline constexpr std::size_t kMostDescriptors = 12;

/// A command line for the owner of the store. `files` are the words that name a file which was
/// handed over: the first of them is the fifth descriptor, and so on.
struct Order {
  std::string version;  ///< of the client's program; the owner's must be equal
  std::vector<std::string> words;
  std::vector<std::size_t> files;
  friend bool operator==(const Order&, const Order&) = default;
};

/// The exit code of a command that ran, else why it did not run.
struct Answer {
  std::optional<int> exit_code;
  std::string refusal;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Throws ControlFault for a word that is not UTF-8.
[[nodiscard]] std::string text_of(const Order& order);
[[nodiscard]] std::string text_of(const Answer& answer);
/// Whatever bytes came in: the message, or what is wrong with it.
[[nodiscard]] std::expected<Order, std::string> parse_order(std::string_view bytes);
[[nodiscard]] std::expected<Answer, std::string> parse_answer(std::string_view bytes);

}  // namespace vancrawl::control
