#include "crawler/cli/slice_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace vancrawl::cli {

using Json = nlohmann::ordered_json;

Json json_of(const storage::SliceStatus& slice) {
  Json json = {{"merchant", slice.key.merchant.text()},         {"site", slice.key.site.text()},
               {"ledger", model::name_of(slice.key.ledger)},    {"date", slice.key.date.iso()},
               {"state", model::name_of(slice.state)},          {"reason", slice.reason},
               {"challenged", slice.challenged_by.has_value()}, {"findings", slice.findings}};
  if (slice.proved) {
    json["proved"] = {{"grade", model::name_of(slice.proved->proof.grade)},
                      {"rows", slice.proved->row_count},
                      {"totals", model::encoded(slice.proved->proof.totals)},
                      {"observed_at", model::to_iso(slice.proved->observed_at)}};
  }
  if (slice.latest) {
    json["latest"] = {{"outcome", model::name_of(slice.latest->outcome)},
                      {"reason", slice.latest->reason},
                      {"portal", model::encoded(slice.latest->portal.printed)},
                      {"measured", model::encoded(slice.latest->measured)},
                      {"observed_at", model::to_iso(slice.latest->observed_at)}};
    if (slice.latest->failure) json["latest"]["failure"] = model::name_of(*slice.latest->failure);
  }
  return json;
}

std::string line_of(const storage::SliceStatus& slice) {
  auto line = fmt::format("{:<12} {:<14} {:<11} {}  {:<11}", slice.key.merchant.text(),
                          slice.key.site.text(), model::name_of(slice.key.ledger),
                          slice.key.date.iso(), model::name_of(slice.state));
  if (slice.proved) {
    line += fmt::format(" {:>5} rows  {}", slice.proved->row_count,
                        model::name_of(slice.proved->proof.grade));
  }
  if (!slice.proved && !slice.latest) line += "  " + slice.reason;
  if (slice.latest) line += fmt::format("  last run: {}", slice.latest->reason);
  if (slice.challenged_by) {
    line += fmt::format("  challenged by: {}", model::shown(slice.challenged_by->portal));
  }
  return line;
}

}  // namespace vancrawl::cli
