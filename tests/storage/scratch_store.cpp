#include "tests/storage/scratch_store.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace vancrawl::storage::tests {

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "vancrawl-storage-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no scratch folder");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

model::Instant at(int minutes) {
  return model::BusinessDate::from_ymd(2026, 11, 20).starts_at() + std::chrono::hours(9) +
         std::chrono::minutes(minutes);
}

model::BusinessDate day(unsigned november) {
  return model::BusinessDate::from_ymd(2026, 11, november);
}

model::Secret secret(std::string text) { return model::Secret::take(text); }

std::string trust_facts() { return "https://portal.example/login"; }

ScratchStore::ScratchStore()
    : vault(KeyFile::create(folder.file("key"))), store(Store::open(place())) {
  add_merchant("m1", "1234567890");
  add_consent("m1");
  (void)set_credential("m1", "first-Secret");
}

void ScratchStore::reopen() {
  store.reset();
  store.emplace(Store::open(place()));
}

void ScratchStore::add_merchant(const std::string& id, const std::string& business) {
  const auto added = store->write([&](Transaction& tx) {
    return storage::add_merchant(
        tx, {model::MerchantId(id), model::BusinessNumber(business), "가게 " + id, {}, {}});
  });
  ASSERT_TRUE(added) << added.error().message;
}

void ScratchStore::add_consent(const std::string& merchant) {
  Consent consent;
  consent.merchant = model::MerchantId(merchant);
  consent.site = site;
  consent.ledgers = {model::kAllLedgers.begin(), model::kAllLedgers.end()};
  consent.dates = {day(1), day(30)};
  consent.granted_at = at(-1000);
  consent.expires_at = at(1000000);
  consent.evidence_reference = "paper 1";
  const auto added =
      store->write([&](Transaction& tx) { return storage::add_consent(tx, consent); });
  ASSERT_TRUE(added) << added.error().message;
}

CredentialSet ScratchStore::set_credential(const std::string& merchant, const std::string& password,
                                           int minute) {
  const auto set = store->write([&](Transaction& tx) {
    const CredentialEntry entry{model::MerchantId(merchant), site, account, trust_facts()};
    return storage::set_credential(tx, vault, entry, secret(password), at(minute));
  });
  EXPECT_TRUE(set) << set.error().message;
  return set ? *set : CredentialSet{};
}

JobRequest ScratchStore::request(const std::string& merchant) const {
  auto reader = Reader::open(place());
  const auto found = credentials_of(*reader, model::MerchantId(merchant), site);
  JobRequest asked;
  asked.merchant = model::MerchantId(merchant);
  asked.site = site;
  asked.account = account;
  asked.credential = found.empty() ? model::CredentialId() : found.front().id;
  asked.ledgers = {model::kAllLedgers.begin(), model::kAllLedgers.end()};
  asked.dates = {day(1), day(30)};
  asked.due = at(-1);
  return asked;
}

ClaimedJob ScratchStore::claim(const std::string& merchant, int minute) {
  const auto asked = request(merchant);
  auto claimed = store->write([&](Transaction& tx) {
    (void)enqueue_or_join(tx, asked, at(minute));
    return claim_due(tx, at(minute), std::span(&site, 1), {boot, at(minute + 1000000)});
  });
  EXPECT_TRUE(claimed.has_value());
  return claimed.value_or(ClaimedJob{});
}

void ScratchStore::finish(const ClaimedJob& job, int minute) {
  const auto done = store->write([&](Transaction& tx) {
    return storage::finish(tx, job.id, job.fence, JobResult{}, at(minute));
  });
  EXPECT_TRUE(done);
}

model::ApprovalRecord approval(const std::string& number, std::int64_t amount,
                               model::TransactionKind kind) {
  model::ApprovalRecord row;
  row.business = model::BusinessNumber("1234567890");
  row.merchant_number = model::MerchantNumber("0012345678");
  row.terminal = model::TerminalId("T100200300");
  row.card_company = "신한카드";
  row.issuer = "신한";
  row.card_kind = "신용";
  row.card = model::MaskedCardNumber::cut("123456******7890").value();
  row.approval_number = number;
  row.date = day(2);
  row.time = model::parse_time_of_day("13:05:22").value();
  row.kind = kind;
  row.amount = model::Won(amount);
  row.status = "정상";
  return row;
}

model::AcquisitionRecord acquisition(const std::string& number, std::int64_t gross) {
  model::AcquisitionRecord row;
  row.business = model::BusinessNumber("1234567890");
  row.merchant_number = model::MerchantNumber("0012345678");
  row.card_company = "신한카드";
  row.approval_number = number;
  row.sale_date = day(1);
  row.date = day(2);
  row.gross = model::Won(gross);
  row.base_fee = model::Won(gross / 100);
  row.fee = model::Won(gross / 100);
  row.payout = row.gross - row.fee;
  row.due_date = day(5);
  return row;
}

model::DepositRecord deposit(const std::string& company, std::int64_t paid) {
  model::DepositRecord row;
  row.business = model::BusinessNumber("1234567890");
  row.merchant_number = model::MerchantNumber("0012345678");
  row.card_company = company;
  row.date = day(2);
  row.bank = "국민은행";
  row.masked_account = "1234";
  row.sales_count = 3;
  row.gross = model::Won(paid + 10);
  row.held = model::Won(10);
  row.paid = model::Won(paid);
  return row;
}

model::ControlTotals honest_totals(const model::LedgerRows& rows) {
  using model::Measure;
  using model::TotalKind;
  model::ControlTotals totals;
  if (model::ledger_of(rows) == model::Ledger::kDeposit) {
    totals = {{TotalKind::kNet, Measure::kCount, 0}, {TotalKind::kNet, Measure::kPaid, 0}};
  } else {
    totals = {{TotalKind::kSale, Measure::kCount, 0},
              {TotalKind::kSale, Measure::kPrincipal, 0},
              {TotalKind::kCancel, Measure::kCount, 0},
              {TotalKind::kCancel, Measure::kPrincipal, 0}};
  }
  return model::measured_like(totals, rows);
}

SlicePublication good_read(const ClaimedJob& job, model::LedgerRows rows, int began_minute,
                           model::BusinessDate date) {
  SlicePublication read;
  model::number_occurrences(rows);
  read.key = {job.request.merchant, job.request.site, model::ledger_of(rows), date};
  read.job = job.id;
  read.fence = job.fence;
  const bool empty = model::count_of(rows) == 0;
  read.verdict = ProofCandidate{empty ? model::ProofGrade::kEmpty : model::ProofGrade::kTotals};
  read.portal.printed = honest_totals(rows);
  read.rows = std::move(rows);
  read.scopes = {model::ScopeId("group-1")};
  read.read_began = at(began_minute);
  read.observed_at = at(began_minute + 1);
  return read;
}

Published publish(ScratchStore& shop, const SlicePublication& read, int now_minute) {
  const auto now = std::max(at(now_minute), read.observed_at);
  const auto published =
      shop.store->write([&](Transaction& tx) { return publish_slice(tx, read, now); });
  EXPECT_TRUE(published) << name_of(published.error());
  return published ? *published : Published{};
}

Approvals proved_approvals(ScratchStore& shop, model::BusinessDate date) {
  const auto reader = shop.reader();
  RecordFilter filter;
  filter.slices.ledger = model::Ledger::kApproval;
  filter.slices.dates = model::DateRange{date, date};
  const auto found = records(*reader, filter);
  if (found.empty()) return {};
  return std::get<Approvals>(found.front().rows);
}

SliceStatus status(ScratchStore& shop, const model::SliceKey& key) {
  const auto reader = shop.reader();
  auto found = slice(*reader, key);
  EXPECT_TRUE(found.has_value());
  return found.value_or(SliceStatus{});
}

}  // namespace vancrawl::storage::tests
