#pragma once

namespace vancrawl::storage {

inline constexpr const char* kSchemaVersion4 = R"sql(
-- Nothing yet.
)sql";

}  // namespace vancrawl::storage
