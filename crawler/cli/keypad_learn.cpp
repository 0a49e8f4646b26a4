#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/keypad_command.h"
#include "crawler/cli/keypad_files.h"
#include "keypad_solver/enrol.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;
namespace solver = keypad_solver;
using Json = nlohmann::ordered_json;

solver::Pixels whole_picture(const std::string& file) {
  auto pixels = read_picture(file);
  if (!pixels)
    throw InputError(file + ": " + std::string(solver::picture_fault_name(pixels.error())));
  return std::move(*pixels);
}

struct Capture {
  std::string picture;
  std::string labels;
};

std::vector<Capture> captures_of(const std::vector<std::string>& arguments) {
  std::vector<Capture> captures;
  for (const auto& argument : arguments) {
    const auto middle = argument.rfind('=');
    if (middle == std::string::npos || middle == 0 || middle + 1 == argument.size())
      throw InputError(argument + ": CAPTURE=LABELS.json is needed, or --propose");
    captures.push_back({argument.substr(0, middle), argument.substr(middle + 1)});
  }
  return captures;
}

/// A file of labels that names another picture than its own was mixed up.
void expect_same_picture(const Capture& capture, const KeypadLabels& labels) {
  const auto name = fs::path(capture.picture).filename().string();
  if (labels.image.empty() || fs::path(labels.image).filename() == name) return;
  throw InputError(
      fmt::format("{}: its labels are of \"{}\", not of {}", capture.labels, labels.image, name));
}

solver::LabelledPicture labelled_picture(const Capture& capture, const solver::Layout& layout) {
  auto labels = read_labels(capture.labels, layout);
  expect_same_picture(capture, labels);
  return {.pixels = whole_picture(capture.picture), .labels = std::move(labels.cells)};
}

fs::path folder_of(const std::string& out) {
  auto folder = fs::path(out);
  if (!folder.has_filename()) folder = folder.parent_path();
  if (folder.empty()) throw InputError("--out: the folder of a set is needed");
  return folder;
}

std::uint32_t next_version(const fs::path& folder) {
  if (!fs::exists(folder / "set.toml")) return 1;
  const auto standing = solver::load_template_set(folder);
  if (!standing)
    throw InputError(fmt::format("{}: there is a set already, and it is damaged: {}",
                                 folder.string(), standing.error().reason));
  return standing->spec().version + 1;
}

std::string provenance_of(const KeypadOrder& order, const std::vector<Capture>& captures) {
  std::string names;
  for (const auto& capture : captures)
    names += (names.empty() ? "" : ", ") + fs::path(capture.picture).filename().string();
  const auto who = order.provenance.empty() ? "labels by a person" : order.provenance;
  const auto day = model::korean_date(now());
  return fmt::format("{}; {}; captures {}", who, day.iso(), names);
}

/// Whole or not at all: a set that was half written would be refused at the next start.
void write_set(const fs::path& folder, const std::string& text) {
  fs::create_directories(folder);
  const auto file = folder / "set.toml";
  const auto draft = folder / "set.toml.new";
  if (!(std::ofstream(draft, std::ios::binary) << text).flush())
    throw InputError(draft.string() + ": cannot be written");
  fs::rename(draft, file);
}

std::string relation_name(solver::BankRelation relation) {
  switch (relation) {
    case solver::BankRelation::kReadable:
      return "readable";
    case solver::BankRelation::kUnreadable:
      return "unreadable";
  }
  __builtin_unreachable();
}

void print_learned(const KeypadOrder& order, const solver::TemplateSetSpec& set) {
  if (order.json) {
    const Json document{{"set", order.out},
                        {"version", set.version},
                        {"templates", set.templates.size()},
                        {"bank", relation_name(set.bank)}};
    return fmt::print("{}\n", document.dump());
  }
  fmt::print("{}: version {}, {} templates of \"{}\"; the font bank {} this skin\n", order.out,
             set.version, set.templates.size(), set.alphabet,
             set.bank == solver::BankRelation::kReadable ? "reads" : "cannot read");
}

/// What lies in a cell as far as the bank can tell: "*" for ink that is no character of the pad.
std::string proposal_for(const solver::CellLook& cell) {
  if (cell.kind == solver::SightKind::kBlank) return "";
  return cell.taken_by == 0 ? "*" : std::string(1, cell.taken_by);
}

}  // namespace

int learn_keypad(const KeypadOrder& order) {
  if (order.out.empty()) throw InputError("--out: the folder of the set is needed");
  const auto layout = read_geometry(order.geometry);
  const auto captures = captures_of(order.images);
  std::vector<solver::LabelledPicture> pictures;
  for (const auto& capture : captures) pictures.push_back(labelled_picture(capture, layout));
  const auto folder = folder_of(order.out);
  const solver::EnrolSpec spec{.name = folder.filename().string(),
                               .version = next_version(folder),
                               .provenance = provenance_of(order, captures)};
  const auto set = solver::enrol(pictures, layout, spec);
  if (!set) throw InputError(order.out + ": not learned: " + set.error().reason);
  write_set(folder, solver::write_template_set(*set));
  print_learned(order, set->spec());
  return kDone;
}

int propose_labels(const KeypadOrder& order) {
  const auto layout = read_geometry(order.geometry);
  expect_files(order.images);
  const solver::Solver reader(solver::built_in_font_bank());
  for (const auto& image : order.images) {
    const auto look = reader.look(whole_picture(image), layout, nullptr);
    if (look.cells.empty())
      throw InputError(image + ": does not fit the geometry: no labels to propose");
    Json cells = Json::array();
    for (const auto& cell : look.cells) cells.push_back(proposal_for(cell));
    const Json document{{"image", fs::path(image).filename().string()}, {"cells", cells}};
    fmt::print("{}\n", document.dump());
    if (look.refusal)
      fmt::print(stderr, "vancrawl: {}: the bank is not sure ({}): look at every cell\n", image,
                 solver::refusal_name(*look.refusal));
  }
  return kDone;
}

}  // namespace vancrawl::cli
