#pragma once

#include <memory>
#include <string>
#include <vector>

namespace vancrawl::site_api {

class Site;

struct CatalogueEntry {
  std::string id;  ///< the folder under sites/
  std::unique_ptr<Site> (*make)();
};

using Catalogue = std::vector<CatalogueEntry>;

}  // namespace vancrawl::site_api

namespace vancrawl::sites {

/// Every folder of sites/ that has a flow.cpp, by name. Generated when the program is configured.
[[nodiscard]] site_api::Catalogue catalogue();

}  // namespace vancrawl::sites
