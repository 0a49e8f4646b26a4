#pragma once

#include <memory>
#include <string>

#include "crawler/session/site_book.h"
#include "crawler/site_api/site.h"

namespace vancrawl::simulation {

inline constexpr int kSites = 2;

/// 0: "paper", whose sessions are kept; 1: "tally", whose sessions may not be.
[[nodiscard]] std::string site_id(int site);
/// The site.toml of tests/crawler/session/paper_site.h at a real pace, as one of the two.
[[nodiscard]] session::SiteBook site_book(int site);
[[nodiscard]] std::unique_ptr<site_api::Site> site_flow();

}  // namespace vancrawl::simulation
