#include "crawler/cli/coverage_lines.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace vancrawl::cli {

using Json = nlohmann::ordered_json;

Json json_of(const storage::CoverageLine& line) {
  Json json = {{"merchant", line.key.merchant.text()},
               {"site", line.key.site.text()},
               {"ledger", model::name_of(line.key.ledger)},
               {"date", line.key.date.iso()},
               {"state", model::name_of(line.state)},
               {"open", line.is_open()},
               {"why_open", line.why_open},
               {"challenged", line.challenged},
               {"settles", line.settles},
               {"grade", nullptr},
               {"rows", line.row_count},
               {"read_at", nullptr}};
  if (line.grade) json["grade"] = model::name_of(*line.grade);
  if (line.read_at) json["read_at"] = model::to_iso(*line.read_at);
  return json;
}

Json json_of(const storage::NotAsked& day) {
  return {{"merchant", day.merchant.text()},
          {"date", day.date.iso()},
          {"why", day.why},
          {"open", day.is_open}};
}

Json json_of(const storage::OpenDays& open) {
  Json json = {{"open", Json::array()}, {"not_asked", Json::array()}};
  for (const auto& line : open.lines) json["open"].push_back(json_of(line));
  for (const auto& day : open.not_asked) json["not_asked"].push_back(json_of(day));
  return json;
}

void print_line(std::FILE* out, const storage::CoverageLine& line) {
  fmt::print(out, "{} {:<12} {:<14} {:<11} {:<11} {}\n", line.key.date.iso(),
             line.key.merchant.text(), line.key.site.text(), model::name_of(line.key.ledger),
             model::name_of(line.state),
             line.is_open() ? "OPEN: " + line.why_open
                            : fmt::format("{:>5} rows  {}{}", line.row_count,
                                          line.grade ? model::name_of(*line.grade) : "",
                                          line.settles ? "" : "  (not in the settlement basis)"));
}

void print_line(std::FILE* out, const storage::NotAsked& day) {
  fmt::print(out, "{} {:<12} {}{}\n", day.date.iso(), day.merchant.text(),
             day.is_open ? "OPEN: " : "", day.why);
}

void print_lines(std::FILE* out, const storage::OpenDays& open) {
  for (const auto& line : open.lines) print_line(out, line);
  for (const auto& day : open.not_asked) print_line(out, day);
}

}  // namespace vancrawl::cli
