#include "tests/portals/checks/careful_client.h"

#include <set>
#include <tuple>

#include <fmt/format.h>

namespace vancrawl::portals::checks {
namespace {

/// Count and sum, as printed or as read.
using Figures = std::tuple<std::int64_t, std::int64_t>;

std::int64_t value_of(const Json& row, const char* key) {
  return std::stoll(row.at(key).get<std::string>());
}

struct CardsalesWords {
  std::string summary;
  std::string detail;
  const char* amount = "";
  const char* number = "rnum";
};

CardsalesWords words_of(Ledger ledger, const std::string& group, Day day) {
  switch (ledger) {
    case Ledger::kApproval:
      return {
          fmt::format("/page/api/approval/dayListAjax?stdDate={}&merGrpId={}", day.iso(), group),
          fmt::format("/page/api/approval/detailDayListAjax?q.stdDate={}&q.merGrpId={}", day.iso(),
                      group),
          "authAmt"};
    case Ledger::kAcquisition: {
      const std::string query = fmt::format("q.merGrpId={}&q.searchDate={}", group, day.iso());
      return {"/page/purchase/day?" + query, "/page/api/purchase/dayDetail?" + query, "pcaAmt"};
    }
    case Ledger::kDeposit: {
      const std::string query =
          fmt::format("q.merGrpId={}&q.startDate={}&q.endDate={}", group, day.iso(), day.iso());
      return {"/page/api/payment/termListAjax?" + query,
              "/page/api/payment/detailTermListAjax?" + query, "rcpAmt", "num"};
    }
  }
  return {};
}

std::optional<Figures> printed(Ledger ledger, const net::Answer& answer) {
  if (answer.status != 200 || answer.truncate_after) return std::nullopt;
  if (ledger == Ledger::kAcquisition) {
    const std::size_t footer = answer.body.find("<div class=\"table_cell_footer\">");
    if (footer == std::string::npos) return std::nullopt;
    const auto total = cells_of("id=\"x\"" + answer.body.substr(footer), "x").at(0);
    return Figures{number_in(total.at(1)), number_in(total.at(2))};
  }
  const Json object = Json::parse(answer.body, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  if (ledger == Ledger::kApproval) {
    return Figures{value_of(object["resultSum"], "totTrnsCnt"),
                   value_of(object["resultSum"], "totTrnsAmt")};
  }
  Figures figures{0, 0};
  for (const Json& day : object["resultList"]) {
    figures = {value_of(day, "pcaCnt"), value_of(day, "rcpScdAmt")};
  }
  return figures;
}

/// Row numbers must run 1, 2, … without a gap or a repetition.
class RowNumbers {
 public:
  void add(std::int64_t number) { in_order_ = in_order_ && number == ++last_; }
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  std::int64_t last_ = 0;
  bool in_order_ = true;
};

}  // namespace

bool CarefulClient::log_in(std::size_t account) {
  const Account& who = stage_.world.accounts[account];
  if (refused_[account]) return false;
  if (who.site == Site::kCardsales) {
    if (stage_.cardsales_login(who.login_id, who.given_password).status == 302) return true;
  } else if (who.site == Site::kSampleQwerty) {
    stage_.qwerty_login(who.login_id, who.given_password);
    if (stage_.qwerty_get("/main").body.find(who.login_id) != std::string::npos) return true;
  } else {
    stage_.keypad_login(who.login_id, who.given_password);
    if (stage_.keypad_get("/main").body.find(who.login_id) != std::string::npos) return true;
  }
  refused_[account] = true;
  return false;
}

bool CarefulClient::proves(const SliceKey& slice, int readings) {
  const std::size_t account = stage_.world.account_of(slice.business, slice.site);
  for (int i = 0; i < readings; ++i) {
    if (!log_in(account)) return false;
    bool whole = true;
    for (const std::size_t scope : scopes_of(stage_.world, slice.business, slice.site)) {
      whole = reads(slice, scope) && whole;
    }
    if (whole) return true;
  }
  return false;
}

bool CarefulClient::reads(const SliceKey& slice, std::size_t scope) {
  const std::string& code = stage_.world.scopes[scope].code;
  return slice.site == Site::kCardsales ? reads_cardsales(slice, code) : reads_van(slice, code);
}

bool CarefulClient::reads_cardsales(const SliceKey& slice, const std::string& group) {
  const CardsalesWords words = words_of(slice.ledger, group, slice.day);
  const auto before = printed(slice.ledger, stage_.cardsales_get(words.summary));
  RowNumbers numbers;
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::size_t full = 50;
  for (int page = 1; full == 50; ++page) {
    const net::Answer answer =
        stage_.cardsales_get(fmt::format("{}&q.dataPerPage=50&currentPage={}", words.detail, page));
    const Json rows = Json::parse(answer.body, nullptr, false);
    if (answer.status != 200 || answer.truncate_after || !rows.is_array()) return false;
    for (const Json& row : rows) {
      const Json& number = row.at(words.number);
      numbers.add(number.is_string() ? value_of(row, words.number) : number.get<std::int64_t>());
      count += slice.ledger == Ledger::kDeposit ? value_of(row, "pcaCnt") : 1;
      sum += value_of(row, words.amount);
    }
    full = rows.size();
  }
  const auto after = printed(slice.ledger, stage_.cardsales_get(words.summary));
  return before && before == after && *before == Figures{count, sum} && numbers.in_order();
}

bool CarefulClient::reads_van(const SliceKey& slice, const std::string& terminal) {
  const bool sales = slice.ledger == Ledger::kApproval;
  RowNumbers numbers;
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::set<Figures> printed_totals;
  for (int page = 1, pages = 1; page <= pages; ++page) {
    const std::string target =
        fmt::format("/{}?tid={}&date={}&page={}", sales ? "sales" : "purchases", terminal,
                    slice.day.compact(), page);
    const net::Answer answer =
        slice.site == Site::kSampleKeypad ? stage_.keypad_get(target) : stage_.qwerty_get(target);
    const bool listing = answer.status == 200 && !answer.truncate_after &&
                         answer.body.find("id=\"total\"") != std::string::npos;
    if (!listing) return false;
    const auto totals = cells_of(answer.body, "total");
    printed_totals.insert({number_in(totals[0][0]) + number_in(totals[1][0]),
                           number_in(totals[0][1]) + number_in(totals[1][1])});
    pages = static_cast<int>(number_in(answer.body.substr(answer.body.rfind(" / "), 8)));
    for (const auto& row : cells_of(answer.body, "list")) {
      if (row.size() == 1) continue;
      numbers.add(number_in(row[0]));
      ++count;
      sum += number_in(row[sales ? 10 : 8]);
    }
  }
  return printed_totals == std::set<Figures>{{count, sum}} && numbers.in_order();
}

}  // namespace vancrawl::portals::checks
