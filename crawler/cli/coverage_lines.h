#pragma once

#include <cstdio>

#include <nlohmann/json_fwd.hpp>

#include "storage/coverage.h"

namespace vancrawl::cli {

// What coverage says of a day, as `coverage`, `seals close` and `cut` print it.

[[nodiscard]] nlohmann::ordered_json json_of(const storage::CoverageLine& line);
[[nodiscard]] nlohmann::ordered_json json_of(const storage::NotAsked& day);
/// {"open": […], "not_asked": […]}
[[nodiscard]] nlohmann::ordered_json json_of(const storage::OpenDays& open);

void print_line(std::FILE* out, const storage::CoverageLine& line);
void print_line(std::FILE* out, const storage::NotAsked& day);
void print_lines(std::FILE* out, const storage::OpenDays& open);

}  // namespace vancrawl::cli
