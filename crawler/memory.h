#pragma once

namespace vancrawl {

/// Tells glibc to keep what was freed (up to 128 MiB at the end of the heap) instead of giving each
/// page's buffers back to the kernel and fetching them anew for the next one. Once, before the first
/// thread; the setting is the process's. A crawl of known pages costs a fifth less by it.
void keep_freed_memory();

}  // namespace vancrawl
