#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// The text of a set's one file, set.toml: TOML; a canvas is 32 lines of 24 hexadecimal ink levels
/// with '.' for 0, so that a person sees the character in a difference of versions.
[[nodiscard]] std::string write_template_set(const TemplateSet& set);

/// Reads such a text; every key is needed, none else is allowed.
[[nodiscard]] std::expected<TemplateSet, TemplateFault> parse_template_set(const std::string& text);

/// Reads <folder>/set.toml, of at most 1 MiB; the folder must bear the set's name.
[[nodiscard]] std::expected<TemplateSet, TemplateFault> load_template_set(
    const std::filesystem::path& folder);

/// Reads every folder inside sites/<id>/keypads, in the order of their names; one bad set fails
/// all.
[[nodiscard]] std::expected<std::vector<TemplateSet>, TemplateFault> load_template_sets(
    const std::filesystem::path& keypads);

}  // namespace vancrawl::keypad_solver
