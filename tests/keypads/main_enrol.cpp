// keypad-enrol FOLDER [VERSION]: writes a template set of the simulator's sample keypads to
// FOLDER/set.toml; the folder's name says which.
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "keypad_solver/enrol.h"
#include "keypad_solver/template_files.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/pad_picture.h"
#include "tests/keypads/sample_skins.h"

namespace {

using vancrawl::keypad_solver::TemplateSet;
namespace keypads = vancrawl::keypads;

constexpr std::uint64_t kPictures = 8;

TemplateSet enrol_sample(const std::string& name, std::uint32_t version) {
  const keypads::SkinPage* const page = keypads::sample_page_of_set(name);
  if (page == nullptr) throw std::runtime_error("no sample keypad has a set named " + name);
  const keypads::PadStyle& style = page->style;
  std::vector<vancrawl::keypad_solver::LabelledPicture> pictures;
  for (std::uint64_t seed = 1; seed <= kPictures; ++seed)
    pictures.push_back(keypads::labelled_pad(style, seed));
  const std::string provenance =
      "simulator: tests/keypads/sample_skins, seeds 1 to 8, labels of the deal; no portal";
  auto set =
      vancrawl::keypad_solver::enrol(pictures, keypads::layout_of(style),
                                     {.name = name, .version = version, .provenance = provenance});
  if (!set) throw std::runtime_error(set.error().reason);
  return *set;
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << text).flush()) throw std::runtime_error(path.string() + " cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: keypad-enrol FOLDER [VERSION]\n";
    return 2;
  }
  // The end of the program: whatever failed is said, and nothing was written by halves.
  try {
    const std::filesystem::path folder = argv[1];
    const auto version = static_cast<std::uint32_t>(argc == 3 ? std::stoul(argv[2]) : 1);
    const TemplateSet set = enrol_sample(folder.filename().string(), version);
    std::filesystem::create_directories(folder);
    write_text(folder / "set.toml", vancrawl::keypad_solver::write_template_set(set));
    std::cout << folder.string() << ": " << set.spec().templates.size() << " templates\n";
    return 0;
  } catch (const std::exception& fault) {
    std::cerr << "keypad-enrol: " << fault.what() << '\n';
    return 1;
  }
}
