#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "crawler/cli/command.h"
#include "crawler/site_api/definition.h"
#include "storage/directory.h"
#include "storage/store.h"
#include "storage/vault.h"

namespace vancrawl::cli {

model::BusinessDate date_option(const std::string& name, const std::string& text) {
  const auto date = model::parse_business_date(text);
  if (!date) throw InputError(name + ": " + date.error().message());
  return *date;
}

std::vector<model::Ledger> ledgers_option(const std::vector<std::string>& names) {
  std::vector<model::Ledger> ledgers;
  for (const auto& name : names) {
    const auto ledger = model::parse_ledger(name);
    if (!ledger) throw InputError("--ledger: " + ledger.error().message());
    ledgers.push_back(*ledger);
  }
  return ledgers.empty() ? std::vector(model::kAllLedgers.begin(), model::kAllLedgers.end())
                         : ledgers;
}

model::BusinessDate day_option(const std::string& name, const std::string& text) {
  return text.empty() ? model::korean_date(now()).plus_days(-1) : date_option(name, text);
}

model::DateRange range_option(const std::string& from, const std::string& to) {
  const auto yesterday = day_option("", "");
  const auto first = !from.empty() ? date_option("--from", from)
                     : !to.empty() ? date_option("--to", to)
                                   : yesterday;
  const auto last = to.empty() ? (from.empty() ? yesterday : std::max(first, yesterday))
                               : date_option("--to", to);
  const auto range = model::DateRange::between(first, last);
  if (!range) throw InputError("--from, --to: " + range.error().message());
  return *range;
}

std::string company_option(const site_api::CardCompanies& companies, const std::string& name,
                           const std::string& text) {
  if (auto code = companies.code_of(text)) return std::move(*code);
  throw InputError(
      fmt::format("{}: \"{}\" is no card company; there are {}", name, text, companies.shown()));
}

site_api::CardCompanies card_companies(const Config& config) {
  return site_api::CardCompanies::of_file(site_api::card_companies_file(sites_folder_of(config)));
}

namespace {

model::SiteId known_site(const site_api::Catalogue& catalogue, const std::string& id,
                         const std::string& where) {
  std::string known;
  for (const auto& entry : catalogue) {
    if (entry.id == id) return model::SiteId(id);
    known += (known.empty() ? "" : ", ") + entry.id;
  }
  throw InputError(fmt::format("{}: there is no site \"{}\"; there are {}", where, id, known));
}

}  // namespace

model::SiteId site_option(const Invocation& invocation, const std::string& id) {
  return known_site(invocation.catalogue, id, "--site");
}

Config Invocation::config() const {
  auto config = find_config(config_path);
  for (const auto& [id, settings] : config.sites) {
    static_cast<void>(known_site(catalogue, id, "configuration, [sites." + id + "]"));
  }
  config.owner = owner;
  return config;
}

void expect_merchant(storage::View& view, const model::MerchantId& merchant) {
  if (storage::merchant(view, merchant)) return;
  throw InputError("--merchant: there is no merchant \"" + merchant.text() + "\"");
}

std::vector<model::MerchantId> merchants_option(storage::View& view, const std::string& merchant,
                                                bool all) {
  if (all == !merchant.empty()) throw InputError("--merchant, --all: give one of them");
  if (!all) {
    expect_merchant(view, model::MerchantId(merchant));
    return {model::MerchantId(merchant)};
  }
  std::vector<model::MerchantId> everyone;
  for (const auto& one : storage::merchants(view)) everyone.push_back(one.id);
  return everyone;
}

std::string hex_of(const std::string& bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

model::Instant now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

CommandStore open_store(const Config& config) {
  if (config.owner == nullptr) return CommandStore(open_own_store(config));
  if (std::filesystem::weakly_canonical(config.store) != config.owner->file) {
    throw InputError(config.store + ": the process that was asked holds another store, " +
                     config.owner->file.string());
  }
  return CommandStore(*config.owner);
}

storage::Store open_own_store(const Config& config) {
  return storage::Store::open(config.store, open_options(config));
}

void expect_no_orphaned_store(const Config& config) {
  if (!config.key_fault.empty()) throw InputError(config.key_fault);
  if (std::filesystem::exists(config.key_file) || !std::filesystem::exists(config.store)) return;
  if (storage::credentials(*storage::Reader::open(config.store)).empty()) return;
  throw InputError(config.key_file +
                   ": the key file is missing, and the store is sealed with it: put your copy "
                   "back; no other key opens it");
}

void expect_key_file(const Config& config) {
  expect_no_orphaned_store(config);
  if (std::filesystem::exists(config.key_file)) return;
  throw InputError(config.key_file +
                   ": there is no key file, so no password is stored: enter one with `vancrawl "
                   "credentials set`");
}

void ensure_key_file(const Invocation& invocation, const Config& config) {
  if (std::filesystem::exists(config.key_file)) return;
  if (config.key_is_credential) {
    throw InputError(
        config.key_file +
        ": systemd gave no such credential; `vancrawl vault make-key FILE` makes a key "
        "for LoadCredential");
  }
  storage::KeyFile::create(config.key_file);
  fmt::print(invocation.err,
             "vancrawl: made the key file {}; without it no stored password opens: keep a copy "
             "apart from the database\n",
             config.key_file);
}

}  // namespace vancrawl::cli
