#include "storage/ledger_columns.h"

#include <array>

#include "storage/columns.h"

namespace vancrawl::storage {
namespace {

/// In the order of the enumerators.
const std::string& kind_word(model::TransactionKind kind) {
  static const std::array<std::string, 3> kWords = {
      std::string(model::name_of(model::TransactionKind::kSale)),
      std::string(model::name_of(model::TransactionKind::kCancel)),
      std::string(model::name_of(model::TransactionKind::kUnknown))};
  return kWords.at(static_cast<std::size_t>(kind));
}

/// Hands out places one after the other.
class Putter {
 public:
  Putter(Statement& statement, int place, WordPool& words)
      : statement_(&statement), place_(place), words_(&words) {}

  Putter& word(const std::string& text) { return put(words_->number_of(text)); }
  Putter& kept(std::string_view text) {
    statement_->put_kept(place_++, text);
    return *this;
  }
  template <class Value>
  Putter& put(const Value& value) {
    statement_->put(place_++, value);
    return *this;
  }
  [[nodiscard]] int place() const { return place_; }

 private:
  Statement* statement_;
  int place_;
  WordPool* words_;
};

/// Reads columns one after the other.
class Taker {
 public:
  Taker(const Statement& statement, int column, WordPool& words)
      : statement_(&statement), column_(column), words_(&words) {}

  const std::string& word() { return words_->text_of(statement_->integer(column_++)); }
  std::string text() { return statement_->text(column_++); }
  std::int64_t integer() { return statement_->integer(column_++); }
  std::int32_t small() { return static_cast<std::int32_t>(integer()); }
  model::Won won() { return model::Won(integer()); }
  model::BusinessDate date() { return statement_->date(column_++); }
  model::TransactionKind kind() { return stored(model::parse_kind(word())); }
  model::MaskedCardNumber card() {
    const auto cut = statement_->view(column_++);
    return cut.empty() ? model::MaskedCardNumber() : stored(model::MaskedCardNumber::cut(cut));
  }
  std::optional<model::BusinessDate> date_if() {
    if (!statement_->is_null(column_)) return date();
    ++column_;
    return std::nullopt;
  }

 private:
  const Statement* statement_;
  int column_;
  WordPool* words_;
};

}  // namespace

int put_key(Statement& statement, int place, const model::ApprovalRecord& row, WordPool& words) {
  Putter out(statement, place, words);
  out.word(row.business.text()).word(row.merchant_number.text()).word(row.terminal.text());
  out.word(row.card_company).put(row.date).put(row.time.seconds()).kept(row.approval_number);
  out.word(kind_word(row.kind)).put(row.amount).kept(row.portal_id).put(row.occurrence);
  return out.place();
}

int put_rest(Statement& statement, int place, const model::ApprovalRecord& row, WordPool& words) {
  Putter out(statement, place, words);
  out.word(row.issuer).word(row.card_kind).put(row.card.text()).put(row.instalments);
  out.put(row.original_date).word(row.status).put(model::kKeyRecipe);
  return out.place();
}

void read_row(const Statement& statement, int column, WordPool& words, model::ApprovalRecord& row) {
  Taker in(statement, column, words);
  row.business = model::BusinessNumber(in.word());
  row.merchant_number = model::MerchantNumber(in.word());
  row.terminal = model::TerminalId(in.word());
  row.card_company = in.word();
  row.date = in.date();
  row.time = stored(model::TimeOfDay::from_seconds(in.small()));
  row.approval_number = in.text();
  row.kind = in.kind();
  row.amount = in.won();
  row.portal_id = in.text();
  row.occurrence = in.small();
  row.issuer = in.word();
  row.card_kind = in.word();
  row.card = in.card();
  row.instalments = in.small();
  row.original_date = in.date_if();
  row.status = in.word();
}

int put_key(Statement& statement, int place, const model::AcquisitionRecord& row, WordPool& words) {
  Putter out(statement, place, words);
  out.word(row.business.text()).word(row.merchant_number.text()).word(row.card_company);
  out.put(row.sale_date).put(row.date).kept(row.approval_number).word(kind_word(row.kind));
  out.put(row.gross).kept(row.portal_id).put(row.occurrence);
  return out.place();
}

int put_rest(Statement& statement, int place, const model::AcquisitionRecord& row,
             WordPool& words) {
  Putter out(statement, place, words);
  out.word(row.card_kind).put(row.card.text()).put(row.base_fee).put(row.point_fee);
  out.put(row.other_fee).put(row.fee).put(row.vat).put(row.payout).put(row.due_date);
  out.put(model::kKeyRecipe);
  return out.place();
}

void read_row(const Statement& statement, int column, WordPool& words,
              model::AcquisitionRecord& row) {
  Taker in(statement, column, words);
  row.business = model::BusinessNumber(in.word());
  row.merchant_number = model::MerchantNumber(in.word());
  row.card_company = in.word();
  row.sale_date = in.date();
  row.date = in.date();
  row.approval_number = in.text();
  row.kind = in.kind();
  row.gross = in.won();
  row.portal_id = in.text();
  row.occurrence = in.small();
  row.card_kind = in.word();
  row.card = in.card();
  row.base_fee = in.won();
  row.point_fee = in.won();
  row.other_fee = in.won();
  row.fee = in.won();
  row.vat = in.won();
  row.payout = in.won();
  row.due_date = in.date_if();
}

int put_key(Statement& statement, int place, const model::DepositRecord& row, WordPool& words) {
  Putter out(statement, place, words);
  out.word(row.business.text()).word(row.merchant_number.text()).word(row.card_company);
  out.put(row.date).word(row.bank).word(row.masked_account).put(row.occurrence);
  return out.place();
}

int put_rest(Statement& statement, int place, const model::DepositRecord& row, WordPool& words) {
  Putter out(statement, place, words);
  out.put(row.sales_count).put(row.gross).put(row.held).put(row.vat).put(row.other).put(row.paid);
  out.put(model::kKeyRecipe);
  return out.place();
}

void read_row(const Statement& statement, int column, WordPool& words, model::DepositRecord& row) {
  Taker in(statement, column, words);
  row.business = model::BusinessNumber(in.word());
  row.merchant_number = model::MerchantNumber(in.word());
  row.card_company = in.word();
  row.date = in.date();
  row.bank = in.word();
  row.masked_account = in.word();
  row.occurrence = in.small();
  row.sales_count = in.integer();
  row.gross = in.won();
  row.held = in.won();
  row.vat = in.won();
  row.other = in.won();
  row.paid = in.won();
}

}  // namespace vancrawl::storage
