#include "tests/portals/print.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace vancrawl::portals {

void JsonObject::key(std::string_view key) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += key;
  out_ += "\":";
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  key(name);
  out_ += '"';
  out_ += value;
  out_ += '"';
  return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::int64_t value) {
  key(name);
  fmt::format_to(std::back_inserter(out_), "\"{}\"", value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  key(name);
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

std::string with_commas(std::int64_t amount) {
  std::string digits = std::to_string(amount);
  const std::size_t first = amount < 0 ? 1 : 0;
  for (std::size_t end = digits.size(); end > first + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string card_digits(std::uint64_t card) { return fmt::format("{:016}", card); }

std::string card_with_stars(std::uint64_t card) {
  return fmt::format("{:06}******{:04}", card / 10000000000U, card % 10000);
}

std::string card_with_hyphens(std::uint64_t card) {
  const std::string digits = card_digits(card);
  return fmt::format("{}-{}**-****-{}", digits.substr(0, 4), digits.substr(4, 2),
                     digits.substr(12));
}

std::string approval_number(const Approval& row) {
  return fmt::format("{:08}", row.approval_number);
}

std::string transaction_id(const Approval& row) {
  return fmt::format("{:016}", row.transaction_id);
}

std::string merchant_number(const World& world, const Approval& row) {
  if (row.till.group != kNowhere) return world.scopes[row.till.group].merchant_numbers[row.company];
  return fmt::format("{}{:07}", 70 + row.company,
                     std::min(row.till.terminal, row.till.qwerty_terminal) * 131 + 5);
}

std::string_view issuer_name(const Approval& row) {
  return row.affiliate ? kAffiliatedIssuers[*row.affiliate].name : kCardCompanies[row.company].name;
}

std::string_view issuer_code(const Approval& row) {
  return row.affiliate ? kAffiliatedIssuers[*row.affiliate].code : kCardCompanies[row.company].code;
}

net::Answer html_answer(std::string body) {
  net::Answer answer;
  answer.headers = {{"Content-Type", "text/html; charset=UTF-8"}, {"Cache-Control", "no-store"}};
  answer.body = std::move(body);
  return answer;
}

net::Answer json_answer(std::string body, int status) {
  net::Answer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/json;charset=UTF-8"},
                    {"Cache-Control", "no-store"}};
  answer.body = std::move(body);
  return answer;
}

net::Answer redirect(std::string location) {
  net::Answer answer;
  answer.status = 302;
  answer.headers = {{"Location", std::move(location)}};
  return answer;
}

}  // namespace vancrawl::portals
