#pragma once

#include <optional>

#include "crawler/session/site_book.h"
#include "crawler/site_api/card_companies.h"
#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {

/// The parts of site.toml that describe pages. Each throws TomlFault with its place.
[[nodiscard]] std::map<std::string, session::RequestDefinition, std::less<>> read_requests(
    TomlSection requests);
[[nodiscard]] std::map<std::string, session::TableBook, std::less<>> read_tables(
    TomlSection tables, const CardCompanies& companies);
[[nodiscard]] page::Recognisers read_pages(TomlSection& file);
[[nodiscard]] page::ScrubRules read_scrub(TomlSection scrub);

}  // namespace vancrawl::site_api
