#include "crawler/memory.h"

#include <malloc.h>

namespace vancrawl {
namespace {

constexpr int kMiB = 1024 * 1024;
constexpr int kLargestKept = 32 * kMiB;
constexpr int kKeptAtEnd = 128 * kMiB;
constexpr int kGrowBy = 4 * kMiB;

}  // namespace

void keep_freed_memory() {
  // A setting that is refused leaves the program slower and otherwise as it is.
  mallopt(M_MMAP_THRESHOLD, kLargestKept);
  mallopt(M_TRIM_THRESHOLD, kKeptAtEnd);
  mallopt(M_TOP_PAD, kGrowBy);
}

}  // namespace vancrawl
