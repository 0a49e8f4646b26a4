#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/merchant_file.h"
#include "storage/audit.h"
#include "storage/basis.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string file;
  std::string person;
};

struct Imported {
  int added = 0;
  int changed = 0;
  int unchanged = 0;
};

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw InputError(path + ": cannot be read");
  return text.str();
}

InputError faults_of(const std::string& path, std::vector<LineFault> faults) {
  std::ranges::sort(faults, {}, &LineFault::line);
  std::string all = fmt::format("{}: nothing was imported", path);
  for (const auto& fault : faults) {
    all += fmt::format("\n  {}:{}: {}", path, fault.line, fault.message);
  }
  return InputError(all);
}

/// Brings the store to what the file says, merchant by merchant, and collects what it refuses.
class Import {
 public:
  Import(storage::Transaction& transaction, std::string person)
      : transaction_(transaction), person_(std::move(person)) {}

  void put(const ImportedMerchant& given) {
    line_ = given.line;
    const bool is_known = storage::merchant(transaction_, given.merchant.id).has_value();
    const auto put = storage::put_merchant(transaction_, given.merchant);
    if (!put) return refuse(put.error());
    bool changed = *put;
    for (const auto& rate : given.rates) changed = put_rate(rate) || changed;
    for (const auto& payout : given.payouts) {
      changed =
          taken(storage::put_payout_cycle(transaction_, given.merchant.id, payout)) || changed;
    }
    if (given.cut_off_minute) {
      changed =
          taken(storage::put_cut_off(transaction_, given.merchant.id, *given.cut_off_minute)) ||
          changed;
    }
    for (const auto& basis : given.bases) changed = put_basis(given, basis) || changed;
    ++(!is_known ? imported.added : changed ? imported.changed : imported.unchanged);
    if (!changed) return;
    storage::append_audit(transaction_, is_known ? "merchant changed" : "merchant added",
                          given.merchant.id.text(), "imported by " + person_, now());
  }

  Imported imported;
  std::vector<LineFault> faults;

 private:
  void refuse(const storage::InputFault& fault) { faults.push_back({line_, fault.message}); }

  bool taken(const std::expected<bool, storage::InputFault>& answer) {
    if (!answer) refuse(answer.error());
    return answer && *answer;
  }

  bool put_rate(const storage::ContractRate& rate) {
    const auto contract = storage::Contract::of(transaction_, rate.merchant);
    if (std::ranges::find(contract.rates(), rate) != contract.rates().end()) return false;
    const auto set = storage::set_contract_rate(transaction_, rate);
    if (!set) refuse(set.error());
    return set.has_value();
  }

  bool put_basis(const ImportedMerchant& given, const BasisLine& line) {
    bool changed = false;
    const auto standing = storage::SettlementBasis::of(transaction_, given.merchant.id);
    for (const auto ledger : model::kAllLedgers) {
      if (stands(standing, line, ledger)) continue;
      const auto set = storage::set_basis(
          transaction_,
          {0, given.merchant.id, line.card_company, ledger, line.sites, line.from, person_, {}},
          now());
      if (!set) refuse(set.error());
      changed = changed || set.has_value();
    }
    return changed;
  }

  /// Whether the last entry for the company, the ledger and the date says this already.
  static bool stands(const storage::SettlementBasis& standing, const BasisLine& line,
                     model::Ledger ledger) {
    const storage::Basis* last = nullptr;
    for (const auto& entry : standing.entries()) {
      const bool same_place = entry.card_company == line.card_company && entry.ledger == ledger &&
                              entry.from == line.from;
      if (same_place && (last == nullptr || last->number < entry.number)) last = &entry;
    }
    if (last == nullptr) return false;
    auto sites = last->sites;
    std::ranges::sort(sites);
    return sites == line.sites;
  }

  storage::Transaction& transaction_;
  std::string person_;
  std::size_t line_ = 0;
};

int import_file(const Invocation& invocation, const Entered& entered) {
  if (entered.person.empty()) throw InputError("--by: must name a person");
  const auto config = invocation.config();
  const auto merchants =
      parse_merchant_file(text_of(entered.file), invocation.catalogue, card_companies(config));
  if (!merchants) throw faults_of(entered.file, merchants.error());
  auto store = open_store(config);
  const auto done = store.write([&](storage::Transaction& transaction) {
    Import work(transaction, entered.person);
    for (const auto& merchant : *merchants) work.put(merchant);
    if (!work.faults.empty()) throw faults_of(entered.file, work.faults);
    return work.imported;
  });
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"added", done.added}, {"changed", done.changed}, {"unchanged", done.unchanged}}
                   .dump());
  } else {
    fmt::print(invocation.out, "{} merchants: {} added, {} changed, {} unchanged\n",
               merchants->size(), done.added, done.changed, done.unchanged);
  }
  return kDone;
}

}  // namespace

void add_merchants_import(Command& merchants, Invocation& invocation) {
  auto entered = std::make_shared<Entered>();
  auto* const command = merchants.add_subcommand(
      "import",
      "merchants with numbers, rates, payout cycles, cut-off and basis from a CSV file; "
      "all of it or nothing");
  command->add_option("file", entered->file, "UTF-8; the first line names the columns")->required();
  command->add_option("--by", entered->person, "who answers for it")->required();
  command->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return import_file(invocation, *entered); };
  });
}

}  // namespace vancrawl::cli
