#include "storage/cut_marks.h"

#include <map>

#include "storage/record_key.h"

namespace vancrawl::storage {
namespace {

template <class Record>
using ByKey = std::map<RecordKey, const Record*>;

template <class Record>
ByKey<Record> by_key(std::int64_t slice, const std::vector<Record>& rows) {
  ByKey<Record> found;
  for (const auto& row : rows) found.emplace(key_of(slice, row), &row);
  return found;
}

template <class Record>
CutMarks marked(const model::SliceKey& key, std::int64_t slice, const RowsOfCut& before,
                const RowsOfCut& after) {
  const auto earlier = by_key(slice, std::get<std::vector<Record>>(before.rows));
  const auto later = by_key(slice, std::get<std::vector<Record>>(after.rows));
  const auto counted_before = [&](const auto& found) {
    return found != earlier.end() && before.basis.counts(key, found->second->card_company);
  };
  CutMarks marks;
  for (auto row = earlier.begin(); row != earlier.end(); ++row) {
    if (counted_before(row) && !later.contains(row->first)) ++marks.vanished;
  }
  for (const auto& [name, row] : later) {
    const auto was = earlier.find(name);
    const bool counts = after.basis.counts(key, row->card_company);
    if (counts && !counted_before(was)) ++marks.added;
    if (!counts && counted_before(was)) ++marks.left_basis;
    if (counts && counted_before(was) && *was->second != *row) ++marks.changed;
  }
  return marks;
}

}  // namespace

CutMarks marks_between(const model::SliceKey& key, std::int64_t slice, const RowsOfCut& before,
                       const RowsOfCut& after) {
  switch (key.ledger) {
    case model::Ledger::kApproval:
      return marked<model::ApprovalRecord>(key, slice, before, after);
    case model::Ledger::kAcquisition:
      return marked<model::AcquisitionRecord>(key, slice, before, after);
    case model::Ledger::kDeposit:
      return marked<model::DepositRecord>(key, slice, before, after);
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::storage
