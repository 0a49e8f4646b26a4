// keypad-bank FONTS.toml FONT_BANK.bin: renders the solver's font bank from the fonts listed.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "keypad_solver/bank_file.h"
#include "tests/keypads/bank/bank_build.h"
#include "tests/keypads/bank/font_list.h"

namespace {

namespace keypads = vancrawl::keypads;

void write_file(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

void rebuild(const std::filesystem::path& list, const std::filesystem::path& out) {
  const auto fonts = keypads::read_font_list(list);
  for (const auto& missing : keypads::missing_files(fonts))
    throw std::runtime_error(missing.string() + " is not installed: ./run deps bank");
  const auto bank = keypads::build_bank(fonts);
  const auto bytes = vancrawl::keypad_solver::write_bank(bank);
  write_file(out, bytes);
  std::cout << out.string() << ": " << bank.looks.size() << " looks of " << bank.fonts.size()
            << " families, " << bytes.size() << " bytes\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: keypad-bank FONTS.toml FONT_BANK.bin\n";
    return 2;
  }
  // The end of the program: whatever failed is said.
  try {
    rebuild(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& fault) {
    std::cerr << "keypad-bank: " << fault.what() << '\n';
    return 1;
  }
}
