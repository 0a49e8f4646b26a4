#pragma once

#include <optional>
#include <string>

#include "crawler/model/secret.h"

namespace vancrawl::cli {

struct Invocation;

/// A secret from a file, else from the command's input if that is no terminal, else from a prompt
/// that does not echo. One trailing line end is dropped. Never from an argument or the environment.
/// Throws InputError.
[[nodiscard]] model::Secret read_secret(const Invocation& invocation,
                                        const std::optional<std::string>& file,
                                        const std::string& prompt);

}  // namespace vancrawl::cli
