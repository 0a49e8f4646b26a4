#pragma once

#include <map>
#include <optional>
#include <string>

#include "crawler/session/pad_definition.h"
#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {

/// [pads.<name>] of site.toml: how presses are written, where the keys are, and the skins, whose
/// geometry files lie in `keypads_folder`. Throws TomlFault with its place.
[[nodiscard]] std::map<std::string, session::PadDefinition, std::less<>> read_pads(
    std::optional<TomlSection> pads, const std::string& keypads_folder);

}  // namespace vancrawl::site_api
