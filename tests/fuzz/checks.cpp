#include "tests/fuzz/checks.h"

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <simdjson.h>

#include "crawler/model/text.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::fuzz {
namespace {

constexpr std::size_t kMostShownDigits = 10;
constexpr std::size_t kMostAccountBytes = 4 * 4;

void require_text(std::string_view text) {
  require(is_utf8(text), "a text of a reading is UTF-8", text);
}

void require_card(const model::MaskedCardNumber& card) {
  const auto shown = card.text();
  std::size_t digits = 0;
  for (const char c : shown) digits += model::is_digit(c) ? 1U : 0U;
  require(digits <= kMostShownDigits, "a card shows at most ten digits", shown);
}

void check_record(const model::ApprovalRecord& row) {
  for (const auto* text :
       {&row.business.text(), &row.merchant_number.text(), &row.terminal.text(), &row.portal_id,
        &row.card_company, &row.issuer, &row.card_kind, &row.approval_number, &row.status}) {
    require_text(*text);
  }
  require_card(row.card);
  require(!row.amount.is_negative(), "an approval's amount is not negative");
  require(row.instalments >= 0 && row.instalments <= 60, "instalments are 0 to 60 months");
}

void check_record(const model::AcquisitionRecord& row) {
  for (const auto* text : {&row.business.text(), &row.merchant_number.text(), &row.portal_id,
                           &row.card_company, &row.card_kind, &row.approval_number}) {
    require_text(*text);
  }
  require_card(row.card);
  require(!row.gross.is_negative(), "an acquisition's gross is not negative");
}

void check_record(const model::DepositRecord& row) {
  for (const auto* text : {&row.business.text(), &row.merchant_number.text(), &row.card_company,
                           &row.bank, &row.masked_account}) {
    require_text(*text);
  }
  require(row.masked_account.size() <= kMostAccountBytes, "an account is its last four places",
          row.masked_account);
  require(row.sales_count >= 0, "a count is not negative");
}

/// The digits of one run of groups, and where each group begins.
struct Run {
  std::string digits;
  std::vector<std::size_t> groups;
  bool open = false;
};

bool holds_card(const Run& run) {
  for (std::size_t first = 0; first < run.groups.size(); ++first) {
    for (std::size_t end = first + 1; end <= run.groups.size(); ++end) {
      const auto begin = run.groups[first];
      const auto last = end == run.groups.size() ? run.digits.size() : run.groups[end];
      if (page::is_card_number(std::span(run.digits).subspan(begin, last - begin))) return true;
    }
  }
  return false;
}

bool parts_groups(char c) { return c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void require(bool holds, std::string_view promise, std::string_view seen) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\nseen: %.*s\n", static_cast<int>(promise.size()),
               promise.data(), static_cast<int>(seen.size()), seen.data());
  std::abort();
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool shows_card_number(std::string_view text) {
  Run run;
  for (const char c : model::narrowed(text) + "|") {
    if (model::is_digit(c)) {
      if (!run.open) run.groups.push_back(run.digits.size());
      run.open = true;
      run.digits.push_back(c);
      continue;
    }
    run.open = false;
    if (parts_groups(c)) continue;
    if (holds_card(run)) return true;
    run = {};
  }
  return false;
}

void check_reading(const page::TableReading& reading) {
  std::visit(
      [](const auto& rows) {
        for (const auto& row : rows) check_record(row);
      },
      reading.rows);
  for (const auto& row : reading.texts) {
    for (const auto& [name, value] : row) require_text(value);
  }
  for (const auto& finding : reading.findings) require_text(finding.text);
  for (const auto number : reading.row_numbers) require(number >= 0, "a row number is a count");
  if (reading.echoed_scope) require_text(reading.echoed_scope->text());
  require(!reading.empty_marker_seen || reading.row_count() == 0,
          "an empty marker beside rows is none");
}

}  // namespace vancrawl::fuzz
