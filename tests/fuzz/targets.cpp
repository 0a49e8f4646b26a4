#include "tests/fuzz/targets.h"

#include <array>

namespace vancrawl::fuzz {

std::span<const Target> targets() {
  static constexpr std::array kTargets = {Target{"scrub", "pages", fuzz_scrub},
                                          Target{"html_table", "pages", fuzz_html_table},
                                          Target{"json_table", "pages", fuzz_json_table},
                                          Target{"form", "pages", fuzz_form},
                                          Target{"pad_keys", "pad_keys", fuzz_pad_keys},
                                          Target{"recogniser", "pages", fuzz_recogniser},
                                          Target{"keypad", "keypad", fuzz_keypad},
                                          Target{"geometry", "geometry", fuzz_geometry},
                                          Target{"cookie_line", "cookie_line", fuzz_cookie_line},
                                          Target{"proxy_list", "proxy_list", fuzz_proxy_list},
                                          Target{"site_toml", "site_toml", fuzz_site_toml},
                                          Target{"address", "address", fuzz_address},
                                          Target{"values", "values", fuzz_values},
                                          Target{"control", "control", fuzz_control}};
  return kTargets;
}

}  // namespace vancrawl::fuzz
