#pragma once

#include <optional>
#include <string>

#include "crawler/session/site_book.h"
#include "crawler/site_api/card_companies.h"

namespace vancrawl::site_api {

/// What the operator's configuration may put in the place of a site's own facts: another server to
/// reach (a simulator, a test server) and how fast it may be asked.
struct SiteOverride {
  std::optional<std::string> base_url;  ///< its host becomes the only host
  std::optional<std::string> ca_file;
  std::optional<std::int64_t> requests_gap_ms;
  std::optional<std::int64_t> requests_jitter_ms;
  std::optional<std::int64_t> logins_gap_ms;
  std::optional<std::int64_t> login_shortest_gap_s;
  std::optional<std::int64_t> concurrency;
  std::optional<std::int64_t> longest_wait_ms;
};

/// Reads <folder>/site.toml: facts, requests, recognisers, tables. The only place that does. Every
/// column of card companies takes what the list knows beside its own values. Throws TomlFault with
/// file, line and column for whatever is missing, unknown or contradictory.
[[nodiscard]] session::SiteBook load_site(const std::string& folder, const SiteOverride& override,
                                          const CardCompanies& companies);
/// With the list that lies beside the folder.
[[nodiscard]] session::SiteBook load_site(const std::string& folder, const SiteOverride& override);

/// Where the list of card companies lies in the folder of sites.
[[nodiscard]] std::string card_companies_file(const std::string& sites_folder);

}  // namespace vancrawl::site_api
