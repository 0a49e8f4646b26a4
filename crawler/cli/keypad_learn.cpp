#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/keypad_command.h"
#include "crawler/cli/keypad_files.h"
#include "keypad_solver/enrol.h"
#include "keypad_solver/template_files.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;
namespace solver = keypad_solver;
using Json = nlohmann::ordered_json;

solver::Pixels whole_picture(const std::string& file) {
  auto pixels = read_capture(file);
  if (!pixels) throw InputError(picture_fault_text(file, pixels.error()));
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

/// The set that stands in the folder, if any.
std::optional<solver::TemplateSet> standing_set(const fs::path& folder) {
  if (!fs::exists(folder / "set.toml")) return std::nullopt;
  auto standing = solver::load_template_set(folder);
  if (standing) return std::move(*standing);
  throw InputError(fmt::format("{}: there is a set already, and it is damaged: {}", folder.string(),
                               standing.error().reason));
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
  std::error_code fault;
  fs::create_directories(folder, fault);
  if (fault) {
    throw InputError(
        fmt::format("--out: {}: the folder cannot be made: {}", folder.string(), fault.message()));
  }
  const auto file = folder / "set.toml";
  const auto draft = folder / "set.toml.new";
  if (!(std::ofstream(draft, std::ios::binary) << text).flush())
    throw InputError(draft.string() + ": cannot be written");
  fs::rename(draft, file);
}

void print_learned(const KeypadOrder& order, const solver::TemplateSetSpec& set) {
  if (order.json) {
    const Json document{{"set", order.out},
                        {"version", set.version},
                        {"templates", set.templates.size()},
                        {"bank", solver::bank_relation_name(set.bank)}};
    return fmt::print(order.output, "{}\n", document.dump());
  }
  fmt::print(order.output, "{}: version {}, {} templates of \"{}\"; the font bank {} this skin\n",
             order.out, set.version, set.templates.size(), set.alphabet,
             set.bank == solver::BankRelation::kReadable ? "reads" : "cannot read");
}

/// Below it a proposal is pointed out to whoever confirms.
constexpr double kSure = 0.9;

void point_at_doubts(const KeypadOrder& order, const std::string& image,
                     const solver::Proposal& proposal) {
  if (proposal.doubt)
    fmt::print(order.errors,
               "vancrawl: {}: the bank would not press on this ({}): look at every cell\n", image,
               solver::refusal_name(*proposal.doubt));
  for (std::size_t i = 0; i < proposal.cells.size(); ++i) {
    if (proposal.cells[i].confidence >= kSure) continue;
    fmt::print(order.errors, "vancrawl: {}: cell {}: \"{}\" is a guess ({:.2f})\n", image, i,
               proposal.cells[i].label, proposal.cells[i].confidence);
  }
}

}  // namespace

int learn_keypad(const KeypadOrder& order) {
  if (order.out.empty()) throw InputError("--out: the folder of the set is needed");
  const auto layout = read_geometry(order.geometry);
  const auto captures = captures_of(order.images);
  std::vector<solver::LabelledPicture> pictures;
  for (const auto& capture : captures) pictures.push_back(labelled_picture(capture, layout));
  const auto folder = folder_of(order.out);
  const auto standing = standing_set(folder);
  const solver::EnrolSpec spec{.name = folder.filename().string(),
                               .version = standing ? standing->spec().version + 1 : 1,
                               .provenance = provenance_of(order, captures),
                               .bank_cannot_read = order.bank_cannot_read,
                               .replaces = standing ? &*standing : nullptr};
  const auto set = solver::enrol(pictures, layout, spec);
  if (!set) throw InputError(order.out + ": not learned: " + set.error().reason);
  write_set(folder, solver::write_template_set(*set));
  print_learned(order, set->spec());
  return kDone;
}

int propose_labels(const KeypadOrder& order) {
  const auto layout = read_geometry(order.geometry);
  for (const auto& image : order.images) {
    if (auto fault = capture_fault(image)) throw InputError(*fault);
  }
  for (const auto& image : order.images) {
    const auto proposal = solver::propose_labels(whole_picture(image), layout);
    if (!proposal)
      throw InputError(fmt::format("{}: no labels to propose: {}", image,
                                   solver::refusal_name(proposal.error())));
    Json cells = Json::array();
    for (const auto& cell : proposal->cells) cells.push_back(cell.label);
    const Json document{{"image", fs::path(image).filename().string()}, {"cells", cells}};
    fmt::print(order.output, "{}\n", document.dump());
    point_at_doubts(order, image, *proposal);
  }
  return kDone;
}

}  // namespace vancrawl::cli
