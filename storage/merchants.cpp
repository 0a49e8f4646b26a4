#include <algorithm>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "storage/connection.h"
#include "storage/directory.h"

namespace vancrawl::storage {
namespace {

std::unexpected<InputFault> refused(std::string message) {
  return std::unexpected(InputFault{std::move(message)});
}

bool is_known(Connection& connection, std::string_view sql, const std::string& value) {
  return connection.ask(sql, value).step();
}

std::expected<void, InputFault> checked(Connection& connection, const Merchant& merchant) {
  constexpr std::size_t kBusinessDigits = 10;
  const auto& business = merchant.business.text();
  if (merchant.id.empty()) return refused("merchant: the id is empty");
  if (merchant.name.empty()) return refused("merchant: the name is empty");
  if (business.size() != kBusinessDigits || !model::all_digits(business)) {
    return refused(fmt::format("merchant: business number '{}' is not ten digits", business));
  }
  if (is_known(connection, "SELECT 1 FROM merchant WHERE id = ?", merchant.id.text())) {
    return refused(fmt::format("merchant {} is there already", merchant.id.text()));
  }
  if (is_known(connection, "SELECT 1 FROM merchant WHERE business = ?", business)) {
    return refused(fmt::format("business number {} belongs to another merchant", business));
  }
  return {};
}

void read_details(Connection& connection, Merchant& merchant) {
  auto numbers = connection.ask(
      "SELECT card_company, number FROM merchant_number WHERE merchant = ? ORDER BY 1, 2",
      merchant.id);
  while (numbers.step()) {
    merchant.numbers.push_back({numbers.text(0), model::MerchantNumber(numbers.text(1))});
  }
  auto terminals =
      connection.ask("SELECT terminal FROM terminal WHERE merchant = ? ORDER BY 1", merchant.id);
  while (terminals.step()) merchant.terminals.emplace_back(terminals.text(0));
}

std::vector<Merchant> read_merchants(View& view, Statement rows) {
  std::vector<Merchant> found;
  while (rows.step()) {
    Merchant merchant;
    merchant.id = model::MerchantId(rows.text(0));
    merchant.business = model::BusinessNumber(rows.text(1));
    merchant.name = rows.text(2);
    read_details(view.connection(), merchant);
    found.push_back(std::move(merchant));
  }
  return found;
}

}  // namespace

std::expected<void, InputFault> add_merchant(Transaction& transaction, const Merchant& merchant) {
  auto& connection = transaction.connection();
  if (auto fault = checked(connection, merchant); !fault) return fault;
  connection.run("INSERT INTO merchant(id, business, name) VALUES (?, ?, ?)", merchant.id,
                 merchant.business, merchant.name);
  for (const auto& number : merchant.numbers) {
    connection.run(
        "INSERT OR IGNORE INTO merchant_number(merchant, card_company, number) "
        "VALUES (?, ?, ?)",
        merchant.id, number.card_company, number.number);
  }
  for (const auto& terminal : merchant.terminals) {
    connection.run("INSERT OR IGNORE INTO terminal(merchant, terminal) VALUES (?, ?)", merchant.id,
                   terminal);
  }
  return {};
}

std::vector<Merchant> merchants(View& view) {
  const OneState state(view);
  return read_merchants(
      view, view.connection().ask("SELECT id, business, name FROM merchant ORDER BY id"));
}

std::optional<Merchant> merchant(View& view, const model::MerchantId& id) {
  const OneState state(view);
  auto found = read_merchants(
      view, view.connection().ask("SELECT id, business, name FROM merchant WHERE id = ?", id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace vancrawl::storage
