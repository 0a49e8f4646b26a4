#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

constexpr int kFiveHours = 300;

/// A day as the portal shows it at one moment: some sales, twins among them, few prices and numbers
/// so that keys collide.
Approvals shown_rows() {
  const auto count = *rc::gen::inRange(0, 12);
  Approvals rows;
  for (int i = 0; i < count; ++i) {
    auto row =
        approval("0000000" + std::to_string(*rc::gen::inRange(0, 4)), *rc::gen::inRange(1, 3));
    if (*rc::gen::inRange(0, 3) == 0) row.kind = model::TransactionKind::kCancel;
    row.issuer = *rc::gen::element<std::string>("신한", "하나");
    rows.push_back(row);
  }
  if (*rc::gen::inRange(0, 2) == 0) {
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].portal_id = "id-" + std::to_string(i);
  }
  return rows;
}

Approvals canonical(Approvals rows) {
  for (auto& row : rows) row.occurrence = 0;
  std::ranges::sort(rows);
  return rows;
}

/// The rows at once, and each day's proof: never a mixture of two reads.
void check_stands_for_one_read(ScratchStore& shop, const std::vector<Approvals>& reads) {
  const auto stands = canonical(proved_approvals(shop));
  const auto state = slices(*shop.reader(), {});
  if (state.empty() || !state.front().proved) {
    RC_ASSERT(stands.empty());
    return;
  }
  RC_ASSERT(
      std::ranges::any_of(reads, [&](const auto& read) { return canonical(read) == stands; }));
  RC_ASSERT(state.front().proved->proof.totals == honest_totals(stands));
  RC_ASSERT(state.front().proved->row_count == static_cast<std::int64_t>(stands.size()));
}

RC_GTEST_PROP(Convergence, ReadsInAnyOrderAndNumberEndInTheLastStateOfThePortal, ()) {
  ScratchStore shop;
  const auto job = shop.claim();
  std::vector<Approvals> portal;
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) portal.push_back(shown_rows());
  const auto last = static_cast<int>(portal.size()) - 1;
  const auto order = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, last + 1));
  for (const int moment : order) {
    auto read = good_read(job, portal.at(static_cast<std::size_t>(moment)), moment);
    (void)publish(shop, read);
    check_stands_for_one_read(shop, portal);
  }
  // A removal of many rows is believed at the second look.
  (void)publish(shop, good_read(job, portal.back(), last + 1));
  (void)publish(shop, good_read(job, portal.back(), last + 1 + kFiveHours));
  RC_ASSERT(canonical(proved_approvals(shop)) == canonical(portal.back()));
}

RC_GTEST_PROP(Convergence, WhatWasKnownAtAMomentStaysWhatWasKnown, ()) {
  ScratchStore shop;
  const auto job = shop.claim();
  std::map<int, Approvals> known;
  for (int i = 0; i < 4; ++i) {
    (void)publish(shop, good_read(job, shown_rows(), i * kFiveHours), i * kFiveHours + 10);
    known[i * kFiveHours + 20] = proved_approvals(shop);
  }
  for (const auto& [minute, rows] : known) {
    RecordFilter filter;
    filter.as_known_at = at(minute);
    const auto found = records(*shop.reader(), filter);
    const auto then = found.empty() ? Approvals{} : std::get<Approvals>(found.front().rows);
    RC_ASSERT(then == rows);
  }
}

}  // namespace
}  // namespace vancrawl::storage
