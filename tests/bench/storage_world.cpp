#include "tests/bench/storage_world.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/directory.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

constexpr std::array<const char*, 9> kCompanies = {"비씨", "신한", "삼성", "현대", "롯데",
                                                   "국민", "하나", "농협", "우리"};
constexpr std::array<const char*, 3> kCardKinds = {"신용", "체크", "기프트"};
constexpr std::int32_t kOpens = 9 * 3600;
constexpr std::int32_t kSecondsBetweenSales = 150;

/// The same number for the same three, spread over 64 bits.
std::uint64_t mixed(int merchant, int day, int row) {
  std::uint64_t state = (static_cast<std::uint64_t>(merchant) << 32U) ^
                        (static_cast<std::uint64_t>(day) << 16U) ^ static_cast<std::uint64_t>(row);
  state += 0x9e3779b97f4a7c15U;
  state = (state ^ (state >> 30U)) * 0xbf58476d1ce4e5b9U;
  state = (state ^ (state >> 27U)) * 0x94d049bb133111ebU;
  return state ^ (state >> 31U);
}

model::BusinessDate first_day() { return model::BusinessDate::from_ymd(2026, 9, 1); }

std::string business_of(int merchant) { return fmt::format("{:010}", 2200000000 + merchant); }

model::Instant morning_after() { return first_day().plus_days(StorageWorld::kDays).starts_at(); }

model::ApprovalRecord sale(int merchant, int day, int number) {
  const auto random = mixed(merchant, day, number);
  const auto company = random % kCompanies.size();
  model::ApprovalRecord row;
  row.business = model::BusinessNumber(business_of(merchant));
  row.merchant_number = model::MerchantNumber(fmt::format("{:04}{:06}", company, merchant));
  row.terminal = model::TerminalId(fmt::format("T{:08}", merchant));
  row.card_company = kCompanies.at(company);
  row.issuer = kCompanies.at((random >> 8U) % kCompanies.size());
  row.card_kind = kCardKinds.at((random >> 16U) % 5 == 0 ? 1 : 0);
  const auto bin = 400000 + (random >> 20U) % 1000;
  row.card =
      model::MaskedCardNumber::cut(fmt::format("{}******{:04}", bin, random % 10000)).value();
  row.approval_number = fmt::format("{:08}", (random >> 24U) % 100000000);
  row.date = first_day().plus_days(day);
  const auto seconds = static_cast<std::int32_t>((random >> 12U) % kSecondsBetweenSales);
  row.time =
      model::TimeOfDay::from_seconds(kOpens + number * kSecondsBetweenSales + seconds).value();
  row.amount = model::Won(static_cast<std::int64_t>((random >> 40U) % 3000 + 10) * 100);
  row.status = "정상";
  return row;
}

storage::ClaimedJob claimed(storage::Transaction& tx, const storage::JobRequest& request,
                            model::Instant now) {
  const storage::Lease lease{storage::BootId("bench"), now + std::chrono::hours(100000)};
  static_cast<void>(storage::enqueue_or_join(tx, request, now));
  const auto site = request.site;
  auto job = storage::claim_due(tx, now, std::span(&site, 1), lease);
  if (!job) throw std::runtime_error("no job was claimed");
  return *job;
}

storage::Consent consent_of(const model::MerchantId& merchant) {
  storage::Consent consent;
  consent.merchant = merchant;
  consent.site = StorageWorld::site();
  consent.ledgers = {model::Ledger::kApproval};
  consent.dates = StorageWorld::month();
  consent.granted_at = first_day().starts_at();
  consent.expires_at = consent.granted_at + std::chrono::hours(1000000);
  consent.evidence_reference = "bench";
  return consent;
}

}  // namespace

std::vector<model::ApprovalRecord> rows_of_day(int merchant, int day, int edition) {
  std::vector<model::ApprovalRecord> rows;
  rows.reserve(StorageWorld::kRowsASlice);
  for (int number = 0; number < StorageWorld::kRowsASlice; ++number) {
    auto row = sale(merchant, day, number);
    if (number % 33 == 5) {
      row.kind = model::TransactionKind::kCancel;
      row.original_date = row.date;
      row.status = "취소";
    }
    if (number % 100 == 7) row.instalments = edition;
    rows.push_back(std::move(row));
  }
  return rows;
}

StorageWorld::StorageWorld(const std::filesystem::path& folder, int merchants)
    : folder_(folder), store_(storage::Store::open(folder / "store.db")), now_(morning_after()) {
  register_merchants(merchants);
}

void StorageWorld::register_merchants(int merchants) {
  const storage::Vault vault(storage::KeyFile::create(folder_ / "key"));
  store_.write([&](storage::Transaction& tx) {
    for (int number = 0; number < merchants; ++number) {
      const auto id = merchant(number);
      std::string typed = "first-Secret";
      const auto secret = model::Secret::take(typed);
      const model::AccountKey account{"bench", id.text()};
      static_cast<void>(storage::add_merchant(
          tx, {id, model::BusinessNumber(business_of(number)), id.text(), {}, {}}));
      static_cast<void>(storage::add_consent(tx, consent_of(id)));
      const auto set =
          storage::set_credential(tx, vault, {id, site(), account, "bench"}, secret, now_);
      jobs_.push_back(claimed(tx,
                              {id,
                               site(),
                               account,
                               set.value().id,
                               {model::Ledger::kApproval},
                               month(),
                               storage::Lane::kScheduled,
                               now_},
                              now_));
    }
  });
}

storage::SlicePublication StorageWorld::publication(int slice, const Reread& read) const {
  const int merchants = static_cast<int>(jobs_.size());
  const int who = slice % merchants;
  const int day = slice / merchants;
  const auto& job = jobs_.at(static_cast<std::size_t>(who));
  storage::SlicePublication made;
  made.key = {job.request.merchant, site(), model::Ledger::kApproval, first_day().plus_days(day)};
  made.job = job.id;
  made.fence = job.fence;
  made.verdict = storage::ProofCandidate{model::ProofGrade::kTotals};
  made.rows = rows_of_day(who, day, read.edition);
  using model::Measure;
  using model::TotalKind;
  made.portal.printed = model::measured_like({{TotalKind::kSale, Measure::kCount, 0},
                                              {TotalKind::kSale, Measure::kPrincipal, 0},
                                              {TotalKind::kCancel, Measure::kCount, 0},
                                              {TotalKind::kCancel, Measure::kPrincipal, 0}},
                                             made.rows);
  made.scopes = {model::ScopeId("group-1")};
  made.read_began = morning_after() + std::chrono::minutes(read.minute);
  made.observed_at = made.read_began;
  made.memo = storage::PageMemo{"parser-1", {std::string(64, 'a'), std::string(64, 'b')}};
  return made;
}

Cost StorageWorld::publish(int first, int last, const Reread& read, storage::Verdict expected) {
  Cost cost;
  for (int slice = first; slice < last; slice += read.together) {
    std::vector<storage::SlicePublication> group;
    for (int next = slice; next < std::min(slice + read.together, last); ++next) {
      group.push_back(publication(next, read));
    }
    const auto once = commit(group, expected);
    cost.wall += once.wall;
    cost.cpu += once.cpu;
  }
  return cost;
}

Cost StorageWorld::commit(std::span<const storage::SlicePublication> group,
                          storage::Verdict expected) {
  now_ += std::chrono::milliseconds(10);
  std::vector<storage::Verdict> verdicts(group.size(), storage::Verdict::kUnproved);
  std::vector<storage::Store::Change> changes;
  for (std::size_t i = 0; i < group.size(); ++i) {
    changes.emplace_back([&, i](storage::Transaction& tx) {
      verdicts[i] = storage::publish_slice(tx, group[i], now_).value().verdict;
    });
  }
  const Meter meter;
  const auto outcomes = store_.in_one_commit(changes);
  const Cost cost{meter.wall(), meter.cpu()};
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (outcomes[i]) std::rethrow_exception(outcomes[i]);
    if (verdicts[i] == expected) continue;
    throw std::runtime_error(
        fmt::format("{} came to {}", model::to_text(group[i].key), storage::name_of(verdicts[i])));
  }
  return cost;
}

std::uintmax_t StorageWorld::bytes() {
  store_.checkpoint();
  return std::filesystem::file_size(file());
}

model::MerchantId StorageWorld::merchant(int number) const {
  return model::MerchantId(fmt::format("m{:06}", number));
}

model::SiteId StorageWorld::site() { return model::SiteId("cardsales"); }

model::DateRange StorageWorld::month() { return {first_day(), first_day().plus_days(kDays - 1)}; }

}  // namespace vancrawl::bench
