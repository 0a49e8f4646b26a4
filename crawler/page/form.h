#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crawler/page/pad_keys.h"
#include "crawler/page/page_fault.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

/// What a login page offers, taken from its HTML: one form with its hidden fields, pictures, maps.
struct FormReading {
  std::string action;
  std::map<std::string, std::string> hidden;    ///< hidden inputs with the values the page gave
  std::vector<std::string> inputs;              ///< names of the other inputs
  std::map<std::string, std::string> pictures;  ///< img id -> src
  std::set<std::string> doubled;                ///< ids of several <img> that show different ones
  std::vector<Area> areas;                      ///< the pad's keys, in page order
};

/// Reads the form whose action starts with `action`. No such form is kLayoutDrift, and so
/// is one whose action or hidden field the card number net cut: it could not be sent back.
[[nodiscard]] std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page,
                                                              const std::string& action);

/// The same with the keys of the one <map>.
[[nodiscard]] std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page,
                                                              const std::string& action,
                                                              const std::string& token_attribute);

/// The same with keys as the site's marks say, whether they are areas or not.
[[nodiscard]] std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page,
                                                              const std::string& action,
                                                              const KeyMarks& keys);

/// Whether a page has such a form at all.
[[nodiscard]] bool has_form(const ScrubbedPage& page, const std::string& action);

/// Where the picture with this id is; none, two of one id, or an address that
/// the card number net cut is kLayoutDrift.
[[nodiscard]] std::expected<std::string, PageFault> picture_in(const FormReading& form,
                                                               const std::string& id);

}  // namespace vancrawl::page
