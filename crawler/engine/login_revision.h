#pragma once

#include <string>

#include "crawler/session/site_book.h"

namespace vancrawl::engine {

/// Names a login as it is done: the login part of site.toml, the template sets, and the program
/// with its flows. Another name means a trial (storage/login_trials.h).
[[nodiscard]] std::string login_revision_of(const session::SiteBook& book);

}  // namespace vancrawl::engine
