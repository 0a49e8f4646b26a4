#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crawler/model/site_facts.h"
#include "crawler/page/recogniser.h"
#include "crawler/page/scrubbed_page.h"
#include "crawler/page/table.h"
#include "crawler/session/pad_definition.h"

namespace vancrawl::session {

enum class RequestMethod { kGet, kPost };

/// Names and values in the order they are sent; a name may come more than once.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// One request a site may make. Values and the path may hold {placeholders} that the caller fills;
/// nothing that is not declared is ever asked.
struct RequestDefinition {
  RequestMethod method = RequestMethod::kGet;
  std::string path;
  Parameters parameters;
  std::vector<std::string> pages;  ///< the pages that answer it; any other is unknown_page
};

struct TableBook {
  page::Table table;
  std::string request;  ///< the declared request that fetches it
};

/// Everything a session knows of its site, as site.toml says. Immutable; outlives its sessions.
struct SiteBook {
  model::SiteFacts facts;
  std::map<std::string, RequestDefinition, std::less<>> requests;
  std::map<std::string, TableBook, std::less<>> tables;
  std::map<std::string, PadDefinition, std::less<>> pads;
  page::Recognisers recognisers;
  page::ScrubRules scrub;
  std::vector<std::string> login_accepted_pages;
  std::string folder;    ///< where site.toml and keypads/ lie
  std::string revision;  ///< hash of site.toml; part of the page memo's version
  /// Hash of what a login rests on: site.toml without its tables and ledgers, and the template sets.
  std::string login_revision{};
};

}  // namespace vancrawl::session
