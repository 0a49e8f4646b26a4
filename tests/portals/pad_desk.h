#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/keypads/pad_picture.h"
#include "tests/portals/dice.h"
#include "tests/portals/login_desk.h"

namespace vancrawl::portals {

/// A dealt keypad as the login page shows it: cell i carries token i.
struct DealtPad {
  std::string id;
  std::vector<keypads::Cell> cells;
  std::vector<std::string> tokens;
};

/// Deals keypads, serves each picture once and reads what was pressed, once per pad and within 120
/// seconds. One thread.
class PadDesk {
 public:
  PadDesk(std::uint64_t seed, Ticks ticks);

  DealtPad deal();
  /// The PNG of a pad; nothing for an unknown, expired or already shown one.
  std::optional<std::string> picture(const std::string& pad_id);
  /// The characters behind "x,y:token;x,y:token;…" in press order; the pad is used up whatever
  /// comes out. Nothing if the pad is not live or one press does not hold: a point outside the
  /// token's cell, an unknown token, a blank cell, a text of another shape.
  std::optional<std::string> read_presses(const std::string& pad_id, std::string_view keys);
  /// The faces in reading order, for tests that have to press without eyes.
  [[nodiscard]] std::optional<std::vector<std::string>> faces(const std::string& pad_id) const;
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct LivePad {
    DealtPad shown;
    std::vector<std::string> faces;
    std::string png;
    bool fetched = false;
    std::chrono::steady_clock::time_point dealt;
  };

  bool is_live(const LivePad& pad) const;
  void drop_expired();

  std::uint64_t seed_;
  Ticks ticks_;
  Dice dice_;
  std::unordered_map<std::string, LivePad> pads_;
  std::uint64_t dealt_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace vancrawl::portals
