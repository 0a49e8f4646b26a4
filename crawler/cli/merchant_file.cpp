#include "crawler/cli/merchant_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crawler/cli/csv_text.h"
#include "crawler/cli/percent.h"
#include "crawler/model/text.h"
#include "crawler/page/charset.h"

namespace vancrawl::cli {
namespace {

constexpr std::array<std::string_view, 14> kColumns = {
    "merchant",    "business_number", "name",         "card_company", "merchant_number",
    "terminals",   "card_kind",       "rate_percent", "rate_from",    "tolerance_won",
    "payout_days", "cut_off",         "basis_sites",  "basis_from"};
constexpr std::array<std::string_view, 3> kNeeded = {"merchant", "business_number", "name"};

/// A value that does not read; the line is known to whoever catches it.
struct Unreadable {
  std::string message;
};

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    const auto part = model::trimmed(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

int number_of(const std::string& column, const std::string& text, int most) {
  const bool reads = !text.empty() && text.size() <= 7 && model::all_digits(text);
  if (!reads || std::stoi(text) > most) {
    throw Unreadable{fmt::format("{}: \"{}\" is no whole number from 0 to {}", column, text, most)};
  }
  return std::stoi(text);
}

model::BusinessDate date_of(const std::string& column, const std::string& text) {
  const auto date = model::parse_business_date(text);
  if (!date) throw Unreadable{column + ": " + date.error().message()};
  return *date;
}

/// One line by the names of its columns.
class Line {
 public:
  Line(const CsvRecord& record, const std::vector<std::string>& header) : number(record.line) {
    if (record.fields.size() != header.size()) {
      throw Unreadable{
          fmt::format("{} fields, the header has {}", record.fields.size(), header.size())};
    }
    for (std::size_t i = 0; i < header.size(); ++i) {
      values_[header[i]] = std::string(model::trimmed(record.fields[i]));
    }
  }

  [[nodiscard]] std::string operator[](const std::string& column) const {
    const auto found = values_.find(column);
    return found == values_.end() ? std::string() : found->second;
  }
  [[nodiscard]] std::string needed(const std::string& column) const {
    auto value = (*this)[column];
    if (value.empty()) throw Unreadable{column + ": is empty"};
    return value;
  }
  /// From here on the card company is its code, as records and bases hold it.
  void name_company(const site_api::CardCompanies& companies) {
    auto& company = values_["card_company"];
    if (company.empty()) return;
    auto code = companies.code_of(company);
    if (!code) {
      throw Unreadable{fmt::format("card_company: \"{}\" is no card company; there are {}",
                                   model::excerpt(company), companies.shown())};
    }
    company = std::move(*code);
  }
  /// Two columns that only say something together.
  void expect_both(const std::string& one, const std::string& other) const {
    if ((*this)[one].empty() == (*this)[other].empty()) return;
    throw Unreadable{fmt::format("{} and {} go together", one, other)};
  }

  std::size_t number;

 private:
  std::map<std::string, std::string> values_;
};

/// Adds what stands there already only once, and refuses what contradicts it.
template <class Value, class Key>
void add_once(std::vector<Value>& all, Value value, const Key& key, std::string_view what) {
  const auto same =
      std::ranges::find_if(all, [&](const Value& other) { return key(other) == key(value); });
  if (same == all.end()) {
    all.push_back(std::move(value));
  } else if (*same != value) {
    throw Unreadable{fmt::format("{}: an earlier line says something else", what)};
  }
}

class MerchantFile {
 public:
  MerchantFile(const site_api::Catalogue& catalogue, const site_api::CardCompanies& companies)
      : catalogue_(catalogue), companies_(companies) {}

  void read(const std::vector<CsvRecord>& records) {
    if (records.empty()) return fault(1, "the file is empty; its first line names the columns");
    const auto header = header_of(records.front());
    if (!faults.empty()) return;
    for (std::size_t i = 1; i < records.size(); ++i) {
      try {
        Line line(records[i], header);
        line.name_company(companies_);
        take(line);
      } catch (const Unreadable& unreadable) {  // the next line is looked at too
        fault(records[i].line, unreadable.message);
      }
    }
    if (records.size() == 1) fault(records.front().line, "there is no merchant");
  }

  void fault(std::size_t line, std::string message) {
    faults.push_back({line, std::move(message)});
  }

  std::vector<ImportedMerchant> merchants;
  std::vector<LineFault> faults;

 private:
  std::vector<std::string> header_of(const CsvRecord& record) {
    std::vector<std::string> header;
    for (const auto& field : record.fields) {
      std::string name(model::trimmed(field));
      if (std::ranges::find(kColumns, name) == kColumns.end()) {
        fault(record.line, fmt::format("there is no column \"{}\"; there are {}",
                                       model::excerpt(name), fmt::join(kColumns, ", ")));
      } else if (std::ranges::find(header, name) != header.end()) {
        fault(record.line, fmt::format("the column {} stands there twice", name));
      }
      header.push_back(std::move(name));
    }
    for (const auto column : kNeeded) {
      if (std::ranges::find(header, column) != header.end()) continue;
      fault(record.line, fmt::format("the column {} is missing", column));
    }
    return header;
  }

  void take(const Line& line) {
    auto& merchant = merchant_of(line);
    take_numbers(line, merchant);
    take_rate(line, merchant);
    take_terms(line, merchant);
    take_basis(line, merchant);
  }

  ImportedMerchant& merchant_of(const Line& line) {
    const model::MerchantId id(line.needed("merchant"));
    std::string digits = line.needed("business_number");
    std::erase(digits, '-');
    if (!model::is_business_number(digits)) {
      throw Unreadable{
          fmt::format("business_number: \"{}\" is no business number (ten digits whose "
                      "last one checks the others)",
                      line["business_number"])};
    }
    const auto name = line.needed("name");
    const auto known = std::ranges::find(
        merchants, id, [](const ImportedMerchant& other) { return other.merchant.id; });
    if (known == merchants.end()) {
      expect_other_business(digits);
      ImportedMerchant made;
      made.line = line.number;
      made.merchant = {id, model::BusinessNumber(digits), name, {}, {}};
      merchants.push_back(std::move(made));
      return merchants.back();
    }
    if (known->merchant.business.text() != digits || known->merchant.name != name) {
      throw Unreadable{
          fmt::format("{}: line {} gives another business number or name", id.text(), known->line)};
    }
    return *known;
  }

  void expect_other_business(const std::string& digits) const {
    const auto other = std::ranges::find(merchants, digits, [](const ImportedMerchant& one) {
      return one.merchant.business.text();
    });
    if (other == merchants.end()) return;
    throw Unreadable{fmt::format("business_number: {} is merchant {}'s on line {}", digits,
                                 other->merchant.id.text(), other->line)};
  }

  static void take_numbers(const Line& line, ImportedMerchant& merchant) {
    const auto number = line["merchant_number"];
    if (!number.empty()) {
      const storage::MerchantNumberAt at{line.needed("card_company"),
                                         model::MerchantNumber(number)};
      auto& all = merchant.merchant.numbers;
      if (std::ranges::find(all, at) == all.end()) all.push_back(at);
    }
    for (const auto& text : listed(line["terminals"])) {
      const model::TerminalId terminal(text);
      auto& all = merchant.merchant.terminals;
      if (std::ranges::find(all, terminal) == all.end()) all.push_back(terminal);
    }
  }

  static void take_rate(const Line& line, ImportedMerchant& merchant) {
    line.expect_both("rate_percent", "rate_from");
    const auto percent = line["rate_percent"];
    if (percent.empty()) {
      if (!line["card_kind"].empty() || !line["tolerance_won"].empty()) {
        throw Unreadable{"card_kind and tolerance_won belong to a rate: rate_percent is empty"};
      }
      return;
    }
    const auto millionths = parse_percent(percent);
    if (!millionths) {
      throw Unreadable{
          fmt::format("rate_percent: \"{}\" is no rate (as 1.15, at most four "
                      "decimals)",
                      percent)};
    }
    storage::ContractRate rate{merchant.merchant.id, line["card_company"], line["card_kind"],
                               date_of("rate_from", line["rate_from"]), *millionths};
    constexpr int kMostTolerance = 1'000'000;
    const auto tolerance = line["tolerance_won"];
    if (!tolerance.empty()) {
      rate.tolerance = model::Won(number_of("tolerance_won", tolerance, kMostTolerance));
    }
    add_once(
        merchant.rates, std::move(rate),
        [](const auto& one) { return std::tuple(one.card_company, one.card_kind, one.from); },
        "rate_percent");
  }

  static void take_terms(const Line& line, ImportedMerchant& merchant) {
    constexpr int kLongestCycle = 30;
    const auto days = line["payout_days"];
    if (!days.empty()) {
      add_once(
          merchant.payouts,
          storage::PayoutCycle{line["card_company"], number_of("payout_days", days, kLongestCycle)},
          [](const auto& one) { return one.card_company; }, "payout_days");
    }
    const auto cut_off = line["cut_off"];
    if (cut_off.empty()) return;
    const auto minute = minute_of(cut_off);
    if (merchant.cut_off_minute && *merchant.cut_off_minute != minute) {
      throw Unreadable{"cut_off: an earlier line says something else"};
    }
    merchant.cut_off_minute = minute;
  }

  static int minute_of(const std::string& text) {
    const bool is_shaped = text.size() == 5 && text[2] == ':' &&
                           model::all_digits(text.substr(0, 2)) &&
                           model::all_digits(text.substr(3));
    const int hour = is_shaped ? std::stoi(text.substr(0, 2)) : 24;
    const int minute = is_shaped ? std::stoi(text.substr(3)) : 60;
    if (hour < 24 && minute < 60) return hour * 60 + minute;
    throw Unreadable{fmt::format("cut_off: \"{}\" is no time (as 06:30)", text)};
  }

  void take_basis(const Line& line, ImportedMerchant& merchant) {
    line.expect_both("basis_sites", "basis_from");
    if (line["basis_sites"].empty()) return;
    BasisLine basis{line["card_company"], {}, date_of("basis_from", line["basis_from"])};
    for (const auto& site : listed(line["basis_sites"])) basis.sites.push_back(site_of(site));
    if (basis.sites.empty()) throw Unreadable{"basis_sites: names no site"};
    std::ranges::sort(basis.sites);
    add_once(
        merchant.bases, std::move(basis),
        [](const auto& one) { return std::tuple(one.card_company, one.from); }, "basis_sites");
  }

  [[nodiscard]] model::SiteId site_of(const std::string& id) const {
    std::string known;
    for (const auto& entry : catalogue_) {
      if (entry.id == id) return model::SiteId(id);
      known += (known.empty() ? "" : ", ") + entry.id;
    }
    throw Unreadable{fmt::format("basis_sites: there is no site \"{}\"; there are {}", id, known)};
  }

  const site_api::Catalogue& catalogue_;
  const site_api::CardCompanies& companies_;
};

std::size_t line_at(std::string_view bytes, std::size_t offset) {
  const auto before = bytes.substr(0, offset);
  return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
}

}  // namespace

std::expected<std::vector<ImportedMerchant>, std::vector<LineFault>> parse_merchant_file(
    std::string_view bytes, const site_api::Catalogue& catalogue,
    const site_api::CardCompanies& companies) {
  const auto refused = [](LineFault fault) {
    return std::unexpected(std::vector{std::move(fault)});
  };
  const auto decoded = page::decode("text/csv; charset=utf-8", bytes);
  if (!decoded || !decoded->findings().empty() || !decoded->bad().empty()) {
    const auto offset = decoded && !decoded->bad().empty() ? decoded->bad().front().offset : 0;
    return refused({line_at(bytes, offset),
                    "the file is not UTF-8: save it as \"CSV UTF-8\" (with or without BOM)"});
  }
  const auto records = parse_csv(decoded->text());
  if (!records) return refused({records.error().line, records.error().message});
  MerchantFile file(catalogue, companies);
  file.read(*records);
  if (!file.faults.empty()) return std::unexpected(std::move(file.faults));
  return std::move(file.merchants);
}

}  // namespace vancrawl::cli
