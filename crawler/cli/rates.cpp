#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/percent.h"
#include "storage/audit.h"
#include "storage/contracts.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

/// A slip of the decimal point is told from a rate.
constexpr std::int64_t kMostMillionths = 100'000;
/// As the maps of site.toml name them.
const std::vector<std::string> kCardKinds = {"credit", "check", "prepaid", "other"};

struct Entered {
  std::string merchant;
  std::string company;
  std::string kind;
  std::string percent;
  std::string from;
  std::int64_t tolerance = 1;
};

std::int64_t millionths_of(const std::string& percent) {
  const auto millionths = parse_percent(percent);
  if (!millionths) {
    throw InputError("--percent: \"" + percent + "\" is no rate (as 1.15, at most four decimals)");
  }
  if (*millionths <= kMostMillionths) return *millionths;
  throw InputError("--percent: \"" + percent + "\" is above 10, which no contract is");
}

std::string company_of(const Config& config, const Entered& entered) {
  if (entered.company.empty()) return "";
  return company_option(card_companies(config), "--card-company", entered.company);
}

int set(const Invocation& invocation, const Entered& entered) {
  const auto config = invocation.config();
  const storage::ContractRate rate{model::MerchantId(entered.merchant),
                                   company_of(config, entered),
                                   entered.kind,
                                   date_option("--from", entered.from),
                                   millionths_of(entered.percent),
                                   model::Won(entered.tolerance)};
  auto store = open_store(config);
  const auto taken = store.write([&](storage::Transaction& transaction) {
    auto set_now = storage::set_contract_rate(transaction, rate);
    if (!set_now) return set_now;
    storage::append_audit(transaction, "rate set", rate.merchant.text(),
                          fmt::format("{} % from {}", percent_of(rate.millionths), rate.from.iso()),
                          now());
    return set_now;
  });
  if (!taken) throw InputError(taken.error().message);
  if (invocation.json)
    fmt::print(invocation.out, "{}\n", Json{{"percent", percent_of(rate.millionths)}}.dump());
  if (!invocation.json) fmt::print(invocation.out, "set {} %\n", percent_of(rate.millionths));
  return 0;
}

int list(const Invocation& invocation, const Entered& entered) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const model::MerchantId merchant(entered.merchant);
  expect_merchant(*reader, merchant);
  for (const auto& rate : storage::Contract::of(*reader, merchant).rates()) {
    if (invocation.json) {
      fmt::print(invocation.out, "{}\n",
                 Json{{"merchant", rate.merchant.text()},
                      {"card_company", rate.card_company},
                      {"card_kind", rate.card_kind},
                      {"from", rate.from.iso()},
                      {"percent", percent_of(rate.millionths)},
                      {"tolerance", rate.tolerance.value()}}
                     .dump());
      continue;
    }
    fmt::print(invocation.out, "{:<10} {:<8} from {}  {} %  +-{} won a row\n",
               rate.card_company.empty() ? "(others)" : rate.card_company,
               rate.card_kind.empty() ? "(others)" : rate.card_kind, rate.from.iso(),
               percent_of(rate.millionths), rate.tolerance.value());
  }
  return 0;
}

}  // namespace

void add_rates(Command& app, Invocation& invocation) {
  auto* const command =
      app.add_subcommand("rates", "fees as contracted, to hold the printed against");
  command->require_subcommand(1);
  auto entered = std::make_shared<Entered>();
  auto* const setting = command->add_subcommand("set", "from a business date of sale on");
  setting->add_option("--merchant", entered->merchant)->required();
  setting->add_option("--card-company", entered->company, "its code or name (all others)");
  setting->add_option("--card-kind", entered->kind, "(all others)")->check_one_of(kCardKinds);
  setting->add_option("--percent", entered->percent, "of the gross, as 1.15")->required();
  setting->add_option("--from", entered->from, "first business date")->required();
  setting->add_option("--tolerance", entered->tolerance, "won a row")
      ->check_range(0, 1'000'000)
      ->capture_default_str();
  setting->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return set(invocation, *entered); };
  });
  auto* const listing = command->add_subcommand("list", "prints a merchant's rates");
  listing->add_option("--merchant", entered->merchant)->required();
  listing->callback([&invocation, entered] {
    invocation.action = [&invocation, entered] { return list(invocation, *entered); };
  });
}

}  // namespace vancrawl::cli
