#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include "crawler/page/page_fault.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

struct Area {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  std::string token;  ///< the attribute the site names, e.g. data-token
};

/// What a login page offers, taken from its HTML: one form with its hidden fields, pictures, maps.
struct FormReading {
  std::string action;
  std::map<std::string, std::string> hidden;    ///< hidden inputs with the values the page gave
  std::vector<std::string> inputs;              ///< names of the other inputs
  std::map<std::string, std::string> pictures;  ///< img id -> src
  std::vector<Area> areas;                      ///< of the one <map>, in page order
};

/// Reads the form whose action starts with `action`. No such form is kLayoutDrift.
[[nodiscard]] std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page,
                                                              const std::string& action,
                                                              const std::string& token_attribute);

}  // namespace vancrawl::page
