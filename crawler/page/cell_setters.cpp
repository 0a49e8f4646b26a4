#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/cell_values.h"
#include "crawler/page/name_rules.h"
#include "crawler/page/row_reader.h"

namespace vancrawl::page {
namespace {

using model::AcquisitionRecord;
using model::ApprovalRecord;
using model::DepositRecord;
using model::FailureClass;
using Outcome = std::optional<PageFault>;

Outcome refused(const CellContext& cell, const model::ParseFault& fault) {
  return PageFault{FailureClass::kIdentityViolation,
                   fmt::format("column \"{}\": {}", cell.column->label, fault.message())};
}

/// Stores a parsed value, or says why it is none.
template <class Target, class Parsed>
Outcome store(Target& target, Parsed&& parsed, const CellContext& cell) {
  if (!parsed) return refused(cell, parsed.error());
  target = Target(*std::forward<Parsed>(parsed));
  return std::nullopt;
}

template <class Record, auto Member>
Outcome set_won(Record& record, std::string_view text, const CellContext& cell) {
  return store(record.*Member, model::parse_won(text), cell);
}

template <class Record, auto Member>
Outcome set_date(Record& record, std::string_view text, const CellContext& cell) {
  return store(record.*Member, model::parse_business_date(text), cell);
}

void note_unmapped(std::string_view text, bool decides, const CellContext& cell) {
  model::UnmappedText seen{std::string(name_of(cell.column->definition.field)), std::string(text),
                           decides};
  if (std::ranges::find(*cell.unmapped, seen) != cell.unmapped->end()) return;
  if (!decides) {
    cell.findings->push_back({fmt::format("column \"{}\": \"{}\" is not in the map",
                                          cell.column->label, model::excerpt(text, 40)),
                              false});
  }
  cell.unmapped->push_back(std::move(seen));
}

template <class Record, auto Member>
Outcome set_text(Record& record, std::string_view text, const CellContext& cell) {
  const auto& values = cell.column->values;
  const auto found = values.find(text);
  // A basis by card company decides what is paid on.
  const bool decides = cell.column->definition.field == Field::kCardCompany;
  if (!values.empty() && found == values.end()) note_unmapped(text, decides, cell);
  const std::string_view kept = found == values.end() ? text : std::string_view(found->second);
  using Target = std::remove_cvref_t<decltype(record.*Member)>;
  record.*Member = Target(std::string(kept));
  return std::nullopt;
}

template <class Record>
Outcome set_business(Record& record, std::string_view text, const CellContext& cell) {
  return store(record.business, parse_business_number(text), cell);
}

template <class Record>
Outcome set_card(Record& record, std::string_view text, const CellContext& cell) {
  return store(record.card, model::MaskedCardNumber::cut(text), cell);
}

template <class Record>
Outcome set_kind(Record& record, std::string_view text, const CellContext& cell) {
  const auto found = cell.column->values.find(text);
  if (found == cell.column->values.end()) {
    record.kind = model::TransactionKind::kUnknown;
    note_unmapped(text, true, cell);
    return std::nullopt;
  }
  return store(record.kind, model::parse_kind(found->second), cell);
}

Outcome set_time(ApprovalRecord& record, std::string_view text, const CellContext& cell) {
  return store(record.time, model::parse_time_of_day(text), cell);
}

Outcome set_date_time(ApprovalRecord& record, std::string_view text, const CellContext& cell) {
  const auto parsed = parse_date_time(text);
  if (!parsed) return refused(cell, parsed.error());
  record.date = parsed->date;
  record.time = parsed->time;
  return std::nullopt;
}

Outcome set_instalments(ApprovalRecord& record, std::string_view text, const CellContext& cell) {
  return store(record.instalments, parse_instalments(text), cell);
}

Outcome set_account(DepositRecord& record, std::string_view text, const CellContext& /*cell*/) {
  record.masked_account = last_four(text);
  return std::nullopt;
}

Outcome set_sales_count(DepositRecord& record, std::string_view text, const CellContext& cell) {
  return store(record.sales_count, model::parse_count(text), cell);
}

template <class Record>
struct FieldSetter {
  Field field;
  CellSetter<Record> set;
};

using Approval = ApprovalRecord;
constexpr std::array kApprovalFields = {
    FieldSetter<Approval>{Field::kBusinessNumber, set_business<Approval>},
    FieldSetter<Approval>{Field::kMerchantNumber, set_text<Approval, &Approval::merchant_number>},
    FieldSetter<Approval>{Field::kTerminal, set_text<Approval, &Approval::terminal>},
    FieldSetter<Approval>{Field::kPortalId, set_text<Approval, &Approval::portal_id>},
    FieldSetter<Approval>{Field::kCardCompany, set_text<Approval, &Approval::card_company>},
    FieldSetter<Approval>{Field::kIssuer, set_text<Approval, &Approval::issuer>},
    FieldSetter<Approval>{Field::kCardKind, set_text<Approval, &Approval::card_kind>},
    FieldSetter<Approval>{Field::kCardNumber, set_card<Approval>},
    FieldSetter<Approval>{Field::kApprovalNumber, set_text<Approval, &Approval::approval_number>},
    FieldSetter<Approval>{Field::kDate, set_date<Approval, &Approval::date>},
    FieldSetter<Approval>{Field::kTime, set_time},
    FieldSetter<Approval>{Field::kDateTime, set_date_time},
    FieldSetter<Approval>{Field::kKind, set_kind<Approval>},
    FieldSetter<Approval>{Field::kAmount, set_won<Approval, &Approval::amount>},
    FieldSetter<Approval>{Field::kInstalments, set_instalments},
    FieldSetter<Approval>{Field::kOriginalDate, set_date<Approval, &Approval::original_date>},
    FieldSetter<Approval>{Field::kStatus, set_text<Approval, &Approval::status>}};

using Acquisition = AcquisitionRecord;
constexpr std::array kAcquisitionFields = {
    FieldSetter<Acquisition>{Field::kBusinessNumber, set_business<Acquisition>},
    FieldSetter<Acquisition>{Field::kMerchantNumber,
                             set_text<Acquisition, &Acquisition::merchant_number>},
    FieldSetter<Acquisition>{Field::kPortalId, set_text<Acquisition, &Acquisition::portal_id>},
    FieldSetter<Acquisition>{Field::kCardCompany,
                             set_text<Acquisition, &Acquisition::card_company>},
    FieldSetter<Acquisition>{Field::kCardKind, set_text<Acquisition, &Acquisition::card_kind>},
    FieldSetter<Acquisition>{Field::kCardNumber, set_card<Acquisition>},
    FieldSetter<Acquisition>{Field::kApprovalNumber,
                             set_text<Acquisition, &Acquisition::approval_number>},
    FieldSetter<Acquisition>{Field::kSaleDate, set_date<Acquisition, &Acquisition::sale_date>},
    FieldSetter<Acquisition>{Field::kDate, set_date<Acquisition, &Acquisition::date>},
    FieldSetter<Acquisition>{Field::kKind, set_kind<Acquisition>},
    FieldSetter<Acquisition>{Field::kAmount, set_won<Acquisition, &Acquisition::gross>},
    FieldSetter<Acquisition>{Field::kBaseFee, set_won<Acquisition, &Acquisition::base_fee>},
    FieldSetter<Acquisition>{Field::kPointFee, set_won<Acquisition, &Acquisition::point_fee>},
    FieldSetter<Acquisition>{Field::kOtherFee, set_won<Acquisition, &Acquisition::other_fee>},
    FieldSetter<Acquisition>{Field::kFee, set_won<Acquisition, &Acquisition::fee>},
    FieldSetter<Acquisition>{Field::kVat, set_won<Acquisition, &Acquisition::vat>},
    FieldSetter<Acquisition>{Field::kPayout, set_won<Acquisition, &Acquisition::payout>},
    FieldSetter<Acquisition>{Field::kDueDate, set_date<Acquisition, &Acquisition::due_date>}};

using Deposit = DepositRecord;
constexpr std::array kDepositFields = {
    FieldSetter<Deposit>{Field::kBusinessNumber, set_business<Deposit>},
    FieldSetter<Deposit>{Field::kMerchantNumber, set_text<Deposit, &Deposit::merchant_number>},
    FieldSetter<Deposit>{Field::kCardCompany, set_text<Deposit, &Deposit::card_company>},
    FieldSetter<Deposit>{Field::kDate, set_date<Deposit, &Deposit::date>},
    FieldSetter<Deposit>{Field::kBank, set_text<Deposit, &Deposit::bank>},
    FieldSetter<Deposit>{Field::kAccount, set_account},
    FieldSetter<Deposit>{Field::kSalesCount, set_sales_count},
    FieldSetter<Deposit>{Field::kAmount, set_won<Deposit, &Deposit::gross>},
    FieldSetter<Deposit>{Field::kHeld, set_won<Deposit, &Deposit::held>},
    FieldSetter<Deposit>{Field::kVat, set_won<Deposit, &Deposit::vat>},
    FieldSetter<Deposit>{Field::kOther, set_won<Deposit, &Deposit::other>},
    FieldSetter<Deposit>{Field::kPaid, set_won<Deposit, &Deposit::paid>}};

using Setter = decltype(ColumnRules::setter);

template <class Setters>
std::expected<Setter, PageFault> found_in(const Setters& setters, Field field,
                                          std::string_view ledger) {
  for (const auto& entry : setters) {
    if (entry.field == field) return Setter(entry.set);
  }
  return std::unexpected(
      PageFault{FailureClass::kPluginFault,
                fmt::format("the {} ledger has no field \"{}\"", ledger, name_of(field))});
}

}  // namespace

std::expected<Setter, PageFault> setter_of(std::optional<model::Ledger> ledger, Field field) {
  if (!ledger || field == Field::kRowNumber || field == Field::kTotalCount) return Setter();
  switch (*ledger) {
    case model::Ledger::kApproval:
      return found_in(kApprovalFields, field, model::name_of(*ledger));
    case model::Ledger::kAcquisition:
      return found_in(kAcquisitionFields, field, model::name_of(*ledger));
    case model::Ledger::kDeposit:
      return found_in(kDepositFields, field, model::name_of(*ledger));
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::page
