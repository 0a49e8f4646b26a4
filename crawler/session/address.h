#pragma once

#include <expected>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/session/site_book.h"

namespace vancrawl::session {

/// Where a request goes: never anywhere but to an allowed host, over https.
struct Address {
  std::string url;   ///< whole
  std::string path;  ///< without the query
};

/// Puts values for the {placeholders} of a text. An unknown placeholder is a fault, named.
[[nodiscard]] std::expected<std::string, std::string> filled_in(
    const std::string& text, const std::map<std::string, std::string>& values);

/// The same piece by piece, for texts of which no copy may stay behind. `named` is given a
/// placeholder's name and says whether there is one.
struct Pieces {
  std::function<void(std::string_view)> plain;
  std::function<bool(std::string_view)> named;
};
[[nodiscard]] std::expected<void, std::string> take_pieces(std::string_view text,
                                                           const Pieces& pieces);

/// name=value&…, percent-encoded as forms are (blanks as %20).
[[nodiscard]] std::string encoded(const Parameters& parameters);

/// Appends name=value to a form's body, growing it only if there is no room.
void append_encoded(std::string& body, const std::string& name, std::span<const char> value);

/// `reference` (absolute or relative) as seen from `base`. A host that is not in `hosts`, another
/// scheme than https, or a text that is no address is a fault that names it.
[[nodiscard]] std::expected<Address, std::string> resolved(const std::string& base,
                                                           const std::string& reference,
                                                           const std::vector<std::string>& hosts);

}  // namespace vancrawl::session
