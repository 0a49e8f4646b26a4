#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// What may follow the address on a line of a list.
struct LineOptions {
  std::string country;
  int weight = 1;
  model::Won price_per_gb;
  int at_once = 0;
  int at_once_at_a_site = 0;
  std::vector<std::string> sessions;  ///< names, each an exit of its own; empty: no template

  void apply_to(Exit& exit) const;
};

/// `weight=2 won-per-gb=900 country=KR at-once=20 at-once-at-a-site=2 sessions=1-50`, any of them,
/// in any order. The reason of a refusal quotes no value.
[[nodiscard]] std::expected<LineOptions, std::string> parse_line_options(std::string_view text);

}  // namespace vancrawl::proxy_pool
