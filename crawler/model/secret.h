#pragma once

#include <span>
#include <string>
#include <vector>

namespace vancrawl::model {

/// A password or key in memory: moved, never copied; wiped when it goes; no formatter, no stream,
/// no comparison. Whoever must see the bytes calls expose() and says so by that.
class Secret {
 public:
  Secret() = default;
  /// Takes the bytes and wipes the text they came from.
  static Secret take(std::string& text);
  static Secret take(std::vector<char>&& bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::span<const char> expose() const { return bytes_; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] Secret clone() const;

 private:
  std::vector<char> bytes_;
};

/// Overwrites the text's memory, then empties it.
void wipe(std::string& text);
/// Overwrites the bytes.
void wipe(std::span<char> bytes);

}  // namespace vancrawl::model
