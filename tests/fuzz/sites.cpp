#include "tests/fuzz/sites.h"

#include <fstream>
#include <sstream>

#include "crawler/site_api/definition.h"
#include "tests/fuzz/checks.h"

namespace vancrawl::fuzz {

const session::SiteBook& cardsales() {
  static const auto book = site_api::load_site(VANCRAWL_SOURCE_DIR "/sites/cardsales", {});
  return book;
}

const session::SiteBook& sample_keypad() {
  static const auto book = site_api::load_site(VANCRAWL_SOURCE_DIR "/sites/sample_keypad", {});
  return book;
}

std::string corpus_file(const std::string& path) {
  std::ifstream file(VANCRAWL_SOURCE_DIR "/tests/fuzz/corpus/" + path, std::ios::binary);
  require(file.good(), "the corpus holds", path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace vancrawl::fuzz
