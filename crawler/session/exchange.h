#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/http/request.h"
#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::session {

/// One request of a reading and what came of it: with the pages it names, all that is needed to
/// read the same again without a portal. No request of a login is ever one.
struct Exchange {
  std::string request;  ///< as site.toml names it
  std::string asked;    ///< what was asked, by asked_text
  model::Instant asked_at{};
  int status = 0;                                ///< 0: no answer came
  std::string location{};                        ///< of a redirect, by location_text
  std::string answer{};                          ///< hash of the raw bytes; not kept
  model::EvidenceHash page{};                    ///< of what is stored of it; empty: nothing is
  std::optional<model::FailureClass> failure{};  ///< why there is no page to read
  std::string detail{};
};

/// Whether the values of a request's parameters may be kept: those of a declared request come from
/// site.toml and from scrubbed pages, those of a redirect from anywhere.
enum class Values { kKept, kLeftOut };

/// "GET /rows?date=2026-11-19&page=2", "POST /rows date=…": method, path, names and values. Values
/// under names that the rules drop or cut are left out, as are host, fragment and what follows ';'
/// in the path (a session id, often).
[[nodiscard]] std::string asked_text(const http::Request& request, const page::ScrubRules& rules,
                                     Values values);
/// Where a redirect leads, without the values of its parameters.
[[nodiscard]] std::string location_text(const std::string& location);

/// A conversation as one evidence document (kind "conversation"), and back.
inline constexpr const char* kConversationKind = "conversation";
[[nodiscard]] std::string encoded(const std::vector<Exchange>& exchanges);
[[nodiscard]] std::expected<std::vector<Exchange>, std::string> parse_exchanges(
    const std::string& text);

}  // namespace vancrawl::session
