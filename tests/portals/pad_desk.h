#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/keypads/sample_skins.h"
#include "tests/portals/dice.h"
#include "tests/portals/login_desk.h"

namespace vancrawl::portals {

/// One picture of a pad: the id of its <img> and its address below /pad/.
struct PadPicture {
  std::string id;
  std::string name;
};

/// A dealt keypad as a page shows it: cell i carries token i, on every picture.
struct DealtPad {
  std::string id;
  std::vector<PadPicture> pictures;
  std::vector<keypads::Cell> cells;
  std::vector<std::string> tokens;
};

/// What a page of a pad shows, for tests that have to press without eyes.
struct PadFaces {
  std::string page;
  std::vector<std::string> faces;  ///< in reading order, "" = blank
};

/// Deals keypads, each in the next of its skins, serves each picture once and reads what was
/// pressed, once per pad and within 120 seconds. One thread.
class PadDesk {
 public:
  PadDesk(std::uint64_t seed, Ticks ticks, std::span<const keypads::SampleSkin> skins);

  DealtPad deal();
  /// A PNG; nothing for an unknown, expired or already shown one.
  std::optional<std::string> picture(const std::string& name);
  /// The characters pressed; the pad is used up whatever comes out. On a pad that takes them in one
  /// field they are "x,y:token;page/x,y:token;…" in press order; on the others `keys` is empty and
  /// what was pressed before counts. Nothing if the pad is not live or one press does not hold: a
  /// point outside the token's cell, an unknown token, a blank cell, a text of another shape.
  std::optional<std::string> read_presses(const std::string& pad_id, std::string_view keys);

  struct Pressed {
    DealtPad shown;
    bool dealt_anew = false;  ///< `shown` has a picture that was not shown yet
    std::size_t mask = 0;     ///< characters typed
  };
  /// One press ("x,y:token") or one switch ("show:page") on a pad that answers each. Nothing, and
  /// the pad is used up, if it does not hold.
  std::optional<Pressed> press(const std::string& pad_id, std::string_view key);
  /// Deals a pad of one page that answers each press anew; what was typed stays.
  std::optional<Pressed> reload(const std::string& pad_id);
  /// Empties what was typed.
  std::optional<Pressed> clear(const std::string& pad_id);

  /// The pages that show.
  [[nodiscard]] std::optional<std::vector<PadFaces>> faces(const std::string& pad_id) const;
  [[nodiscard]] bool answers_each_press(const std::string& pad_id) const;
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  /// From here on, after so many more presses, `times` are answered and not taken.
  void lose_presses(int times, int after);

 private:
  struct LivePad {
    const keypads::SampleSkin* skin = nullptr;
    DealtPad shown;
    std::vector<PadFaces> pages;
    std::string pressed;
    std::chrono::steady_clock::time_point dealt;
  };

  void show(LivePad& pad, std::span<const keypads::SkinPage> pages);
  std::optional<std::string> face_of(const LivePad& pad, std::string_view key) const;
  bool take(LivePad& pad, std::string_view key);
  bool loses_this_press();
  bool is_live(const LivePad& pad) const;
  void drop_expired();

  std::uint64_t seed_;
  Ticks ticks_;
  std::span<const keypads::SampleSkin> skins_;
  Dice dice_;
  std::unordered_map<std::string, LivePad> pads_;
  std::unordered_map<std::string, std::string> pictures_;
  std::uint64_t dealt_ = 0;
  std::uint64_t drawn_ = 0;
  std::uint64_t refused_ = 0;
  int presses_to_lose_ = 0;
  int presses_before_ = 0;
};

}  // namespace vancrawl::portals
