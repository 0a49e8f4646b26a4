#include "tests/storage/store_under_test.h"

namespace vancrawl::storage::tests {

std::string_view engine_under_test() { return "sqlite"; }

std::filesystem::path place_of_store(const std::filesystem::path& folder, const std::string& name) {
  return folder / name;
}

void copy_store(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const auto* const beside : {"-wal", "-shm"}) {
    std::filesystem::remove(to.string() + beside);
  }
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace vancrawl::storage::tests
