#pragma once

#include <optional>

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct KeypadOrder {
  bool full = false;  ///< enough pads for the bound on wrong readings
  bool with_peers = true;
  bool with_bad_pads = true;
  std::optional<int> style;  ///< only styles of this number of the taxonomy
};

/// Reads generated pads by our solver, enrolled and with the font bank alone, and a fixed part of
/// them by the peers, all on one thread.
[[nodiscard]] nlohmann::ordered_json bench_keypad(const KeypadOrder& order);

/// The same document for people.
void print_keypad(const nlohmann::ordered_json& report);

/// Whether a wrong reading was accepted: then the program fails, whatever else was measured.
[[nodiscard]] bool has_wrong(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
