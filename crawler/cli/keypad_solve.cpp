#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/keypad_command.h"
#include "crawler/cli/keypad_files.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;
using keypad_solver::Reading;
using keypad_solver::Refusal;

/// What all pictures of one call are read with.
struct Desk {
  keypad_solver::Layout layout;
  std::optional<keypad_solver::TemplateSet> set;
  keypad_solver::PageClues clues;
  keypad_solver::Solver solver{keypad_solver::built_in_font_bank()};
};

struct Answer {
  std::optional<Refusal> refusal;
  Reading reading;
  double micros = 0;
};

Answer solve(const Desk& desk, const std::string& image) {
  const auto pixels = read_capture(image);
  if (!pixels) return {.refusal = Refusal::kBadImage, .reading = {}};
  const auto* const set = desk.set ? &*desk.set : nullptr;
  const auto began = std::chrono::steady_clock::now();
  auto solved = desk.solver.solve(*pixels, desk.layout, set, desk.clues);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
  if (auto* const reading = std::get_if<Reading>(&solved))
    return {.refusal = {}, .reading = std::move(*reading), .micros = took.count()};
  // What was nearly read, for whoever asks why it was not.
  auto look = desk.solver.look(*pixels, desk.layout, set, desk.clues);
  return {.refusal = std::get<Refusal>(solved),
          .reading = std::move(look.reading),
          .micros = took.count()};
}

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

Json json_of(const std::string& image, Answer answer) {
  auto& hits = answer.reading.hits;
  std::ranges::sort(hits, {}, &keypad_solver::Hit::cell);
  Json cells = Json::array();
  for (const auto& hit : hits) {
    cells.push_back({{"cell", hit.cell},
                     {"char", std::string(1, hit.character)},
                     {"score", rounded(hit.score)},
                     {"margin", rounded(hit.margin)}});
  }
  const auto figure = [&](double value) { return hits.empty() ? Json() : Json(rounded(value)); };
  return {{"image", image},
          {"decision", answer.refusal ? "refuse" : "accept"},
          {"refusal", answer.refusal ? Json(keypad_solver::refusal_name(*answer.refusal)) : Json()},
          {"cells", std::move(cells)},
          {"min_score", figure(answer.reading.min_score)},
          {"gap", figure(answer.reading.gap)},
          {"leftover", figure(answer.reading.leftover)},
          {"micros", std::round(answer.micros * 10) / 10}};
}

std::string line_of(const std::string& image, Answer answer) {
  if (answer.refusal)
    return fmt::format("{}: refused: {}", image, keypad_solver::refusal_name(*answer.refusal));
  std::ranges::sort(answer.reading.hits, {}, &keypad_solver::Hit::cell);
  std::string read;
  for (const auto& hit : answer.reading.hits)
    read += fmt::format("{}{}={}", read.empty() ? "" : " ", hit.cell, hit.character);
  return fmt::format("{}: {}  (lowest score {:.2f}, gap {:.2f})", image, read,
                     answer.reading.min_score, answer.reading.gap);
}

}  // namespace

int solve_keypads(const KeypadOrder& order) {
  auto layout = read_geometry(order.geometry);
  auto clues = read_page_clues(order.page_labels, layout);
  const Desk desk{
      .layout = std::move(layout), .set = read_set(order.set), .clues = std::move(clues)};
  int code = kDone;
  for (const auto& image : order.images) {
    try {
      auto answer = solve(desk, image);
      fmt::print(order.output, "{}\n",
                 order.json ? json_of(image, std::move(answer)).dump()
                            : line_of(image, std::move(answer)));
    } catch (const InputError& fault) {  // the others are read all the same
      fmt::print(order.errors, "vancrawl: {}\n", fault.what());
      code = kBadInput;
    }
  }
  return code;
}

}  // namespace vancrawl::cli
