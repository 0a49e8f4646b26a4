#include "tests/fuzz/targets.h"

/// libFuzzer's entry of the program fuzz-<name>; CMake says which target it runs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vancrawl::fuzz::VANCRAWL_FUZZ_TARGET({data, size});
  return 0;
}
