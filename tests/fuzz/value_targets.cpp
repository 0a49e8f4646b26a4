#include <string>

#include "crawler/model/business_date.h"
#include "crawler/model/control_totals.h"
#include "crawler/model/failure.h"
#include "crawler/model/instant.h"
#include "crawler/model/masked_card_number.h"
#include "crawler/model/text.h"
#include "crawler/page/cell_values.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {
namespace {

constexpr std::int64_t kMostWon = 999'999'999'999'999;

void check_money(std::string_view text) {
  if (const auto won = model::parse_won(text)) {
    require(won->magnitude().value() <= kMostWon, "an amount has at most 15 digits", text);
    const auto reread = model::parse_won(model::with_commas(*won));
    require(reread && *reread == *won, "a printed amount reads the same", text);
  }
  const auto count = model::parse_count(text);
  if (count) require(*count >= 0, "a count is not negative", text);
}

void check_date(model::BusinessDate date) {
  const auto iso = date.iso();
  require(iso >= "1990-01-01" && iso <= "2099-12-31", "a date is of 1990 to 2099", iso);
  const auto reread = model::parse_business_date(date.compact());
  require(reread && *reread == date, "a printed date reads the same", iso);
}

void check_time(model::TimeOfDay time) {
  require(time.seconds() >= 0 && time.seconds() < 24 * 60 * 60, "a time is of one day");
  const auto reread = model::parse_time_of_day(time.iso());
  require(reread && *reread == time, "a printed time reads the same", time.iso());
}

void check_times(std::string_view text) {
  if (const auto date = model::parse_business_date(text)) check_date(*date);
  if (const auto time = model::parse_time_of_day(text)) check_time(*time);
  if (const auto both = page::parse_date_time(text)) {
    check_date(both->date);
    check_time(both->time);
  }
  if (const auto at = model::parse_instant(text)) {
    const auto reread = model::parse_instant(model::to_iso(*at));
    require(reread && *reread == *at, "a printed instant reads the same", text);
  }
}

/// Whole numbers of 12 and more places show ten digits, shorter ones six.
void check_card(std::string_view text) {
  const auto card = model::MaskedCardNumber::cut(text);
  if (!card) {
    const auto message = card.error().message();
    require(!shows_card_number(message), "a message shows no card number", message);
    return;
  }
  const auto shown = card->text();
  std::size_t digits = 0;
  for (const char c : shown) digits += model::is_digit(c) ? 1U : 0U;
  require(digits <= (shown.size() >= 12 ? 10U : 6U), "a card is cut", shown);
  const auto reread = model::MaskedCardNumber::cut(shown);
  require(reread && *reread == *card, "a card that was cut is not cut further", shown);
}

void check_rest(std::string_view text) {
  if (const auto months = page::parse_instalments(text)) {
    require(*months >= 0 && *months <= 60, "instalments are 0 to 60 months", text);
  }
  if (const auto business = page::parse_business_number(text)) {
    require(business->size() == 10 && model::all_digits(*business), "a business number", text);
  }
  if (const auto totals = model::parse_totals(text)) {
    const auto reread = model::parse_totals(model::encoded(*totals));
    require(reread && *reread == *totals, "encoded totals read the same", text);
  }
  if (const auto failure = model::parse_failure(text)) {
    require(model::name_of(*failure) == text, "a failure has one name", text);
  }
}

}  // namespace

void fuzz_values(Bytes data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  check_money(text);
  check_times(text);
  check_card(text);
  check_rest(text);
  require(!is_utf8(text) || is_utf8(model::narrowed(text)), "narrowing keeps UTF-8", text);
  require(!is_utf8(text) || is_utf8(model::excerpt(text, 7)), "an excerpt keeps UTF-8", text);
}

}  // namespace vancrawl::fuzz
