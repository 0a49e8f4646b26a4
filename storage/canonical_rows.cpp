#include "storage/canonical_rows.h"

#include <algorithm>
#include <cstring>

#include "storage/digest.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kUsualKey = 96;
constexpr std::size_t kUsualRow = 160;

/// Columns one after the other, each told apart from the next. Written by cursor: this runs over
/// every row of every read.
class Bytes {
 public:
  explicit Bytes(std::size_t usual_size) : bytes_(usual_size, '\0') {}

  Bytes& text(std::string_view value) {
    number(static_cast<std::int64_t>(value.size()));
    if (value.empty()) return *this;
    std::memcpy(room_for(value.size()), value.data(), value.size());
    size_ += value.size();
    return *this;
  }
  Bytes& number(std::int64_t value) {
    // Seven bits a byte, the sign folded in: small values, which most are, take one or two.
    auto left = (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
    char* const begin = room_for(kLongestNumber);
    char* end = begin;
    for (; left >= 0x80; left >>= 7U) *end++ = static_cast<char>(left | 0x80U);
    *end++ = static_cast<char>(left);
    size_ += static_cast<std::size_t>(end - begin);
    return *this;
  }
  Bytes& won(model::Won amount) { return number(amount.value()); }
  Bytes& date(model::BusinessDate day) { return number(day.days_since_1970()); }
  Bytes& date_if(const std::optional<model::BusinessDate>& day) {
    return day ? number(1).date(*day) : number(0);
  }
  Bytes& kind(model::TransactionKind value) { return text(model::name_of(value)); }
  [[nodiscard]] std::string take() {
    bytes_.resize(size_);
    return std::move(bytes_);
  }
  [[nodiscard]] std::string_view written() const { return {bytes_.data(), size_}; }

 private:
  static constexpr std::size_t kLongestNumber = 10;

  char* room_for(std::size_t count) {
    if (size_ + count > bytes_.size()) bytes_.resize((size_ + count) * 2);
    return bytes_.data() + size_;
  }

  std::string bytes_;
  std::size_t size_ = 0;
};

void append(Bytes& out, const model::ApprovalRecord& row) {
  out.text(row.business.text()).text(row.merchant_number.text()).text(row.terminal.text());
  out.text(row.portal_id).text(row.card_company).text(row.issuer).text(row.card_kind);
  out.text(row.card.text()).text(row.approval_number).date(row.date).number(row.time.seconds());
  out.kind(row.kind).won(row.amount).number(row.instalments).date_if(row.original_date);
  out.text(row.status);
}

void append(Bytes& out, const model::AcquisitionRecord& row) {
  out.text(row.business.text()).text(row.merchant_number.text()).text(row.portal_id);
  out.text(row.card_company).text(row.card_kind).text(row.card.text()).text(row.approval_number);
  out.date(row.sale_date).date(row.date).kind(row.kind).won(row.gross).won(row.base_fee);
  out.won(row.point_fee).won(row.other_fee).won(row.fee).won(row.vat).won(row.payout);
  out.date_if(row.due_date);
}

void append(Bytes& out, const model::DepositRecord& row) {
  out.text(row.business.text()).text(row.merchant_number.text()).text(row.card_company);
  out.date(row.date).text(row.bank).text(row.masked_account).number(row.sales_count);
  out.won(row.gross).won(row.held).won(row.vat).won(row.other).won(row.paid);
}

std::string id_key(const auto& row) {
  Bytes out(kUsualKey);
  out.number(1).text(row.business.text()).text(row.portal_id).kind(row.kind);
  return out.take();
}

}  // namespace

CanonicalRows::CanonicalRows(const model::LedgerRows& rows) : rows_(&rows) {
  const bool sorted =
      std::visit([](const auto& list) { return std::ranges::is_sorted(list); }, rows);
  if (sorted) return;
  sorted_ = rows;
  std::visit([](auto& list) { std::ranges::sort(list); }, sorted_);
  rows_ = &sorted_;
}

std::string CanonicalRows::hash() const {
  Bytes out(kUsualKey + model::count_of(*rows_) * kUsualRow);
  out.text(model::name_of(model::ledger_of(*rows_))).number(model::kKeyRecipe);
  std::visit(
      [&](const auto& list) {
        for (const auto& row : list) append(out, row);
      },
      *rows_);
  return short_hash(out.written());
}

std::string natural_key(const model::ApprovalRecord& row) {
  if (has_portal_id(row)) return id_key(row);
  const bool by_number = !row.merchant_number.empty();
  const auto& place = by_number ? row.merchant_number.text() : row.terminal.text();
  Bytes out(kUsualKey);
  out.number(2).text(place).text(row.card_company).date(row.date).number(row.time.seconds());
  return out.text(row.approval_number).kind(row.kind).won(row.amount).take();
}

std::string natural_key(const model::AcquisitionRecord& row) {
  if (has_portal_id(row)) return id_key(row);
  Bytes out(kUsualKey);
  out.number(3).text(row.merchant_number.text()).text(row.card_company).date(row.sale_date);
  return out.date(row.date).text(row.approval_number).kind(row.kind).won(row.gross).take();
}

std::string natural_key(const model::DepositRecord& row) {
  Bytes out(kUsualKey);
  out.number(4).text(row.merchant_number.text()).text(row.card_company).date(row.date);
  return out.text(row.bank).text(row.masked_account).take();
}

}  // namespace vancrawl::storage
