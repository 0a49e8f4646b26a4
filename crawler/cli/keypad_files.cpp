#include "crawler/cli/keypad_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>

#include <fmt/format.h>

#include "crawler/cli/command.h"
#include "keypad_solver/geometry.h"
#include "keypad_solver/template_files.h"
#include "keypad_solver/tiles.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTextBytes = std::size_t{256} * 1024;

std::optional<std::string> file_fault(const std::string& file) {
  std::error_code fault;
  const auto status = fs::status(file, fault);
  if (!fs::exists(status)) return file + ": there is no such file";
  if (fs::is_directory(status)) return file + ": is a folder; a file is needed";
  if (!fs::is_regular_file(status)) return file + ": is no regular file";
  if (!std::ifstream(file)) return file + ": cannot be opened";
  return std::nullopt;
}

/// At most `most` bytes and one more, by which a file that is too large is known.
std::string read_bytes(const std::string& file, std::size_t most) {
  if (auto fault = file_fault(file)) throw InputError(*fault);
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(most + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) throw InputError(file + ": cannot be read");
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

std::string read_text(const std::string& file) {
  auto text = read_bytes(file, kMaxTextBytes);
  if (text.size() > kMaxTextBytes)
    throw InputError(fmt::format("{}: more than {} bytes", file, kMaxTextBytes));
  return text;
}

std::expected<keypad_solver::Pixels, keypad_solver::PictureFault> decoded(const std::string& file) {
  const auto bytes = read_bytes(file, keypad_solver::kMaxPictureBytes);
  return keypad_solver::decode_picture(std::as_bytes(std::span(bytes)));
}

/// By name.
std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

void expect_one_a_cell(const std::string& file, const std::string& key, std::size_t found,
                       const keypad_solver::Layout& layout) {
  const std::size_t cells = layout.spec().cells.size();
  if (found == cells) return;
  throw InputError(fmt::format("{}: \"{}\" has {} entries and the geometry {} cells: one a cell",
                               file, key, found, cells));
}

}  // namespace

std::optional<std::string> capture_fault(const std::string& path) {
  if (!fs::is_directory(path)) return file_fault(path);
  for (const auto& file : files_in(path)) {
    if (auto fault = file_fault(file)) return fault;
  }
  return std::nullopt;
}

std::string picture_fault_text(const std::string& file, keypad_solver::PictureFault fault) {
  return fmt::format(
      "{}: is no whole picture ({}); allowed is a PNG, JPEG or GIF of at most {} MiB and {} pixels "
      "a side",
      file, keypad_solver::picture_fault_name(fault), keypad_solver::kMaxPictureBytes >> 20U,
      keypad_solver::Pixels::kMaxSide);
}

keypad_solver::Layout read_geometry(const std::string& file) {
  auto spec = keypad_solver::parse_geometry(read_text(file));
  if (!spec)
    throw InputError(fmt::format("{}:{}:{}: {}", file, spec.error().line, spec.error().column,
                                 spec.error().reason));
  auto layout = keypad_solver::Layout::make(std::move(*spec));
  if (!layout)
    throw InputError(file + ": " + std::string(keypad_solver::layout_fault_name(layout.error())));
  return std::move(*layout);
}

KeypadLabels read_labels(const std::string& file, const keypad_solver::Layout& layout) {
  auto labels = parse_labels(read_text(file), file);
  expect_one_a_cell(file, "cells", labels.cells.size(), layout);
  for (std::size_t i = 0; i < labels.cells.size(); ++i) {
    const auto& label = labels.cells[i];
    if (label.empty() || label == "*" || layout.spec().alphabet.contains(label)) continue;
    throw InputError(
        fmt::format("{}: cell {} is \"{}\"; allowed is a character of \"{}\", \"\" or "
                    "\"*\"",
                    file, i, label, layout.spec().alphabet));
  }
  return labels;
}

keypad_solver::PageClues read_page_clues(const std::string& file,
                                         const keypad_solver::Layout& layout) {
  if (file.empty()) return {};
  auto labels = parse_labels(read_text(file), file);
  if (!labels.cells.empty()) expect_one_a_cell(file, "cells", labels.cells.size(), layout);
  if (!labels.classes.empty()) expect_one_a_cell(file, "classes", labels.classes.size(), layout);
  keypad_solver::PageClues clues;
  clues.labels = std::move(labels.cells);
  clues.classes = std::move(labels.classes);
  return clues;
}

std::optional<keypad_solver::TemplateSet> read_set(const std::string& folder) {
  if (folder.empty()) return std::nullopt;
  auto set = keypad_solver::load_template_set(folder);
  if (!set) {
    throw InputError(set.error().reason +
                     "; --set needs the folder of a set, as keypad learn writes it");
  }
  return std::move(*set);
}

std::expected<keypad_solver::Pixels, keypad_solver::PictureFault> read_capture(
    const std::string& path) {
  if (!fs::is_directory(path)) return decoded(path);
  if (fs::is_empty(path)) throw InputError(path + ": is a folder without pictures");
  std::vector<keypad_solver::Pixels> tiles;
  for (const auto& file : files_in(path)) {
    auto tile = decoded(file);
    if (!tile) return tile;
    tiles.push_back(std::move(*tile));
  }
  auto sheet = keypad_solver::assemble_tiles(tiles);
  if (sheet) return std::move(*sheet);
  throw InputError(fmt::format(
      "{}: its pictures make no pad ({}): one a key is needed, all of one size, {} at most", path,
      keypad_solver::tile_fault_name(sheet.error()), keypad_solver::Layout::kMaxCells));
}

}  // namespace vancrawl::cli
