#pragma once

#include "crawler/session/pad_definition.h"
#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {

/// `keys` or `json_keys` of [pads.<name>]; neither where the pad's cells are fixed. Throws
/// TomlFault with its place.
[[nodiscard]] session::KeySource read_key_source(TomlSection& pad);

}  // namespace vancrawl::site_api
