#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/crash/harness.h"

int main(int count, char** values) {
  CLI::App app("kills the real program while it crawls, and holds its store against the truth");
  vancrawl::crash::Options options;
  app.add_option("--kills", options.kills)->check(CLI::Range(1, 100000));
  app.add_option("--seed", options.seed, "of the world and of the moments");
  CLI11_PARSE(app, count, values);
  try {
    const auto verdict = vancrawl::crash::Harness(options).run();
    fmt::print("{}", to_text(verdict));
    return verdict.is_good() ? 0 : 1;
  } catch (const std::exception& error) {  // a program that is not built, a port that is taken
    fmt::print(stderr, "crash: {}\n", error.what());
    return 2;
  }
}
