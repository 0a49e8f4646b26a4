#pragma once

#include <filesystem>
#include <string>

namespace vancrawl::bench {

/// The file system that a folder lies on, as the kernel names it ("ext4 on /dev/vda").
[[nodiscard]] std::string file_system_of(const std::filesystem::path& folder);

/// Milliseconds that it takes to append 4 KB to a file there and have them on the disk: the median
/// of 200 times.
[[nodiscard]] double fsync_milliseconds(const std::filesystem::path& folder);

}  // namespace vancrawl::bench
