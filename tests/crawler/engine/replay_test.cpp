#include "crawler/engine/replay.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "crawler/engine/row_place.h"
#include "storage/replays.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::business_number;
using tests::EngineStand;
using tests::november;
using Amounts = std::vector<std::int64_t>;
using Disturbed = std::optional<http::SendResult>;

/// What a replay is held against.
struct Replaying : EngineStand {
  explicit Replaying(tests::StandOptions options = {}) : EngineStand(std::move(options)) {}

  [[nodiscard]] RecordedRead proof_of(unsigned day) {
    const auto slice = this->slice(day);
    return {slice.key,
            slice.proved->job,
            slice.proved->proof.read_began,
            slice.proved->observed_at,
            false,
            evidence(slice.proved->evidence)};
  }
  [[nodiscard]] RecordedRead last_run_of(unsigned day) {
    const auto slice = this->slice(day);
    return {slice.key,
            slice.latest->job,
            slice.latest->read_began,
            slice.latest->observed_at,
            slice.latest->outcome == model::SliceState::kMissing,
            evidence(slice.latest->evidence)};
  }
  [[nodiscard]] std::vector<storage::EvidenceItem> evidence(
      const std::vector<model::EvidenceHash>& hashes) {
    std::vector<storage::EvidenceItem> items;
    write([&](storage::Transaction& tx) { items = storage::load_evidence(tx, hashes); });
    return items;
  }
  [[nodiscard]] Replayed replayed(const RecordedRead& read) {
    const auto result = replay(site().book, *site().flow, registered(), read);
    if (!result) throw std::runtime_error(result.error());
    return *result;
  }
  [[nodiscard]] storage::Merchant registered() {
    std::optional<storage::Merchant> merchant;
    write([&](storage::Transaction& tx) {
      merchant = storage::merchant(tx, model::MerchantId("m1"));
    });
    return merchant.value();
  }
  [[nodiscard]] model::LedgerRows rows(unsigned day, storage::WhichRows which) {
    model::LedgerRows found = std::vector<model::ApprovalRecord>{};
    write([&](storage::Transaction& tx) {
      storage::RecordFilter filter;
      filter.slices.dates = model::DateRange{november(day), november(day)};
      filter.which = which;
      for (auto& slice : storage::records(tx, filter)) found = std::move(slice.rows);
    });
    return found;
  }
  [[nodiscard]] std::string applied(const storage::SlicePublication& publication) {
    std::string answer;
    write([&](storage::Transaction& tx) {
      const auto published = storage::publish_replay(tx, publication, loop.clock.now());
      answer = published ? "yes" : std::string(storage::name_of(published.error()));
    });
    return answer;
  }
  /// The program with another site.toml.
  void learn(const std::string& text, const std::string& changed) {
    sites = std::make_unique<engine::LoadedSites>();
    sites->add(std::make_unique<engine::LoadedSite>(tests::paper_book(text, changed),
                                                    tests::paper_flow(), loop.clock, loop.random));
  }
};

model::LedgerRows sorted(model::LedgerRows rows) {
  std::visit([](auto& list) { std::ranges::sort(list); }, rows);
  return rows;
}

/// The day's stored reads and what they replay to are one.
void expect_same(Replaying& stand, unsigned day) {
  const auto slice = stand.slice(day);
  if (slice.proved) {
    const auto again = stand.replayed(stand.proof_of(day)).publication;
    EXPECT_EQ(sorted(again.rows), sorted(stand.rows(day, storage::WhichRows::kProved))) << day;
    EXPECT_EQ(again.portal, slice.proved->portal) << day;
    EXPECT_EQ(again.scopes, slice.proved->proof.scopes) << day;
    EXPECT_TRUE(storage::outcome_of(again).proves()) << day;
    EXPECT_EQ(std::get<storage::ProofCandidate>(again.verdict).grade, slice.proved->proof.grade);
  }
  if (!slice.latest) return;
  const auto last_run = stand.replayed(stand.last_run_of(day));
  if (!last_run.asked_in_vain.empty()) {
    EXPECT_EQ(slice.latest->outcome, model::SliceState::kMissing) << last_run.asked_in_vain;
    return;
  }
  const auto& again = last_run.publication;
  EXPECT_EQ(sorted(again.rows), sorted(stand.rows(day, storage::WhichRows::kUnproved))) << day;
  const bool missed = slice.latest->outcome == model::SliceState::kMissing;
  if (!missed || !slice.latest->portal.printed.empty()) {
    EXPECT_EQ(again.portal, slice.latest->portal) << day;
  }
  EXPECT_EQ(storage::outcome_of(again).state, slice.latest->outcome) << day;
  EXPECT_EQ(storage::outcome_of(again).failure, slice.latest->failure) << day;
  if (!missed) {
    EXPECT_EQ(storage::outcome_of(again).reason, slice.latest->reason) << day;
  }
}

TEST(Replay, AGoodDayReplaysToItself) {
  Replaying stand;
  stand.sell("g1", 18, {1000, 2000, 3000, 4000, 5000, 6000, 7000});
  stand.crawl(17, 18);
  ASSERT_EQ(stand.state(18), "complete");
  ASSERT_EQ(stand.state(17), "empty");
  expect_same(stand, 17);
  expect_same(stand, 18);
  const auto again = stand.replayed(stand.proof_of(18));
  EXPECT_EQ(again.asked_in_vain, "");
  EXPECT_EQ(again.publication.read_began, stand.slice(18).proved->proof.read_began);
}

TEST(Replay, AProofThatWasRenewedReplaysFromItsFirstPages) {
  Replaying stand;
  stand.sell("g1", 18, {1000, 2000, 3000, 4000});
  stand.crawl(18, 18);
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(18, 18);
  expect_same(stand, 18);
}

TEST(Replay, ADayOfOneChangedPageAmongKnownOnesReplays) {
  Replaying stand;
  stand.sell("g1", 18, {1000, 2000, 3000, 4000, 5000, 6000, 7000});
  stand.crawl(18, 18);
  stand.portal.sales[{"g1", "2026-11-18"}][4].amount = 5500;
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(18, 18);
  EXPECT_EQ(stand.amounts(18), (Amounts{1000, 2000, 3000, 4000, 5500, 6000, 7000}));
  expect_same(stand, 18);
}

TEST(Replay, SeveralScopesAndOtherBusinessesReplay) {
  Replaying stand;
  stand.portal.accounts["shop"].scopes = {
      {"g1", business_number(1)}, {"g2", business_number(2)}, {"g3", business_number(1)}};
  stand.sell("g1", 19, {1000});
  stand.sell("g3", 19, {3000, 4000, 4500, 4600});
  stand.portal.sales[{"g3", "2026-11-19"}].push_back({"99", 7000, false, business_number(2)});
  stand.crawl(19, 19);
  ASSERT_EQ(stand.state(19), "complete");
  expect_same(stand, 19);
}

/// A portal's bad day: what it answers instead, from the n-th request of a day on.
struct Fault {
  const char* name;
  std::function<Disturbed(Replaying&, const Asked&, int)> answer;
};

const std::vector<Fault>& faults() {
  static const std::vector<Fault> kFaults = {
      {"one server error",
       [](auto&, const Asked&, int n) -> Disturbed {
         return n == 1 ? Disturbed(tests::html("<p>500</p>", 500)) : std::nullopt;
       }},
      {"server errors",
       [](auto&, const Asked&, int n) -> Disturbed {
         return n >= 2 ? Disturbed(tests::html("<p>500</p>", 500)) : std::nullopt;
       }},
      {"a broken line",
       [](auto&, const Asked&, int n) -> Disturbed {
         if (n != 1) return std::nullopt;
         return tests::broken(http::TransportFault::Kind::kNetwork, true);
       }},
      {"a dead line",
       [](auto&, const Asked&, int n) -> Disturbed {
         if (n < 2) return std::nullopt;
         return tests::broken(http::TransportFault::Kind::kTimeout, true);
       }},
      {"bytes of no charset",
       [](auto&, const Asked&, int n) -> Disturbed {
         return n == 2 ? Disturbed(answer_of(200, "[\"\xff\xfe\x01\"]")) : std::nullopt;
       }},
      {"another page",
       [](auto&, const Asked&, int n) -> Disturbed {
         return n == 2 ? Disturbed(tests::html("<p>공지</p>")) : std::nullopt;
       }},
      {"a page too few",
       [](Replaying& stand, const Asked& asked, int) -> Disturbed {
         if (asked.path != "/rows" || asked.query.at("page") != "2") return std::nullopt;
         auto first = asked;
         first.query["page"] = "1";
         return stand.portal.honest(first);
       }},
      {"totals of other rows",
       [](auto&, const Asked& asked, int) -> Disturbed {
         if (asked.path != "/day") return std::nullopt;
         return answer_of(200,
                          fmt::format(R"({{"date":"{}","scope":"{}","lines":[{{"company":"01"}}],)"
                                      R"("totals":{{"sales":"9","sold":"9000","cancels":"0",)"
                                      R"("cancelled":"0"}}}})",
                                      asked.query.at("date"), asked.query.at("scope")));
       }},
      {"a listing that moves on",
       [](Replaying& stand, const Asked& asked, int n) -> Disturbed {
         if (asked.path == "/rows" && n == 3) stand.sell("g1", 19, {77});
         return std::nullopt;
       }},
      {"a redirect", [](auto&, const Asked& asked, int n) -> Disturbed {
         if (asked.path != "/rows" || n != 2) return std::nullopt;
         return tests::redirect_to("/notice?id=7");
       }}};
  return kFaults;
}

class ReplayOfFaults : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(All, ReplayOfFaults, testing::Range<std::size_t>(0, faults().size()));

TEST_P(ReplayOfFaults, ADayReplaysToWhatItCameTo) {
  const auto& fault = faults()[GetParam()];
  for (const int count : {0, 1, 3, 7}) {
    Replaying stand;
    for (int i = 0; i < count; ++i) stand.sell("g1", 19, {1000 + i});
    int asked_of_day = 0;
    stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
      if (!asked.query.contains("date")) return std::nullopt;
      return fault.answer(stand, asked, ++asked_of_day);
    };
    stand.crawl(19, 19);
    expect_same(stand, 19);
    if (HasFailure()) FAIL() << fault.name << ", " << count << " rows: " << stand.state(19);
  }
}

TEST(Replay, ARunOfKnownBytesThatBrokeOffIsToldApart) {
  Replaying stand;
  stand.portal.accounts["shop"].scopes = {{"g1", business_number(1)}, {"g2", business_number(1)}};
  stand.sell("g1", 19, {1000});
  stand.sell("g2", 19, {2000});
  stand.portal.sales[{"g2", "2026-11-19"}].front().approval = "99";
  stand.crawl(19, 19);
  ASSERT_EQ(stand.state(19), "complete");
  stand.portal.disturb = [](const Asked& asked) -> Disturbed {
    const bool fails = asked.path == "/rows" && asked.query.at("scope") == "g2";
    return fails ? Disturbed(tests::html("<p>공지</p>")) : std::nullopt;
  };
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  ASSERT_TRUE(stand.slice(19).latest);
  EXPECT_NE(stand.replayed(stand.last_run_of(19)).asked_in_vain, "")
      << "the first scope's listing was the proof's, byte by byte";
  expect_same(stand, 19);
}

TEST(Replay, ABetterParserProvesFromOldPagesWhatItCouldNotRead) {
  Replaying stand;
  stand.sell("g1", 19, {1000});
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path != "/rows") return std::nullopt;
    return answer_of(
        200, R"([{"no":1,"total":1,"merchant":"0012345678","date":"2026-11-19",)"
             R"("time":"12:00:00","company":"01","approval":"1","kind":"7","amount":"1000"}])");
  };
  stand.crawl(19, 19);
  ASSERT_EQ(stand.state(19), "provisional");
  const auto read = stand.last_run_of(19);
  EXPECT_EQ(stand.applied(stand.replayed(read).publication), "not_proved");
  stand.learn(R"({"0" = "sale",)", R"({"7" = "sale", "0" = "sale",)");
  EXPECT_EQ(stand.applied(stand.replayed(read).publication), "yes");
  EXPECT_EQ(stand.state(19), "complete");
  EXPECT_EQ(stand.amounts(19), Amounts{1000});
  EXPECT_EQ(stand.slice(19).proved->proof.read_began, read.read_began)
      << "the evidence's own instant";
}

TEST(Replay, ARevisionOfOldPagesKeepsWhatStoodBefore) {
  Replaying stand;
  stand.sell("g1", 19, {1000, 2000});
  stand.crawl(19, 19);
  const auto before = stand.slice(19);
  stand.learn(R"({field = "card_company", headers = ["company"], values = {"01" = "01"}})",
              R"({field = "card_company", headers = ["company"], values = {"01" = "21"}})");
  const auto replayed = stand.replayed(stand.proof_of(19));
  EXPECT_EQ(stand.applied(replayed.publication), "yes");
  const auto after = stand.slice(19);
  EXPECT_EQ(after.proved->proof.read_began, before.proved->proof.read_began);
  EXPECT_EQ(after.proved->evidence, before.proved->evidence);
  EXPECT_GT(after.changed_at_seq, before.changed_at_seq);
  const auto rows = stand.rows(19, storage::WhichRows::kProved);
  EXPECT_EQ(std::get<std::vector<model::ApprovalRecord>>(rows).front().card_company, "21");
}

TEST(Replay, P10OldEvidenceNeverUndoesALaterCancel) {
  Replaying stand;
  stand.sell("g1", 19, {1000, 2000});
  stand.crawl(19, 19);
  const auto old = stand.replayed(stand.proof_of(19)).publication;
  stand.portal.sales[{"g1", "2026-11-19"}].push_back({"19000001", 1000, true, ""});
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  ASSERT_EQ(stand.amounts(19), (Amounts{-1000, 1000, 2000}));
  const auto stands = stand.slice(19);
  EXPECT_EQ(stand.applied(old), "later_read_stands");
  EXPECT_EQ(stand.amounts(19), (Amounts{-1000, 1000, 2000}));
  EXPECT_EQ(stand.slice(19).changed_at_seq, stands.changed_at_seq);
  EXPECT_FALSE(stand.slice(19).latest) << "it left no trace at all";
}

TEST(Replay, AChallengedProofIsNotProvedAnewFromItsOwnPages) {
  Replaying stand;
  stand.sell("g1", 19, {1000, 2000});
  stand.crawl(19, 19);
  const auto old = stand.replayed(stand.proof_of(19)).publication;
  stand.portal.disturb = [&](const Asked& asked) -> Disturbed {
    if (asked.path == "/rows") return tests::html("<p>공지</p>");
    return asked.path == "/day" ? faults()[7].answer(stand, asked, 1) : std::nullopt;
  };
  stand.loop.clock.advance(std::chrono::hours(5));
  stand.crawl(19, 19);
  ASSERT_TRUE(stand.slice(19).challenged_by);
  EXPECT_EQ(stand.applied(old), "challenged");
  EXPECT_TRUE(stand.slice(19).challenged_by);
  expect_same(stand, 19);
}

TEST(Replay, P17IdsThatPassLuhnGiveTheSameKeysLiveAndReplayed) {
  // Of sixteen digits beginning with 4 one in ten passes Luhn; where the column is not declared as
  // an id, the net masks it, for the live parser and for the replay alike.
  for (const std::string exempt : {R"("approval", )", ""}) {
    tests::StandOptions options;
    options.toml_text = R"(exempt = ["no", "approval", )";
    options.toml_changed = R"(exempt = ["no", )" + exempt;
    Replaying stand(std::move(options));
    auto& sales = stand.portal.sales[{"g1", "2026-11-19"}];
    for (int i = 0; i < 30; ++i) {
      sales.push_back({fmt::format("41111111111111{:02}", i), 1000 + i, false, ""});
    }
    stand.crawl(19, 19);
    ASSERT_EQ(stand.state(19), "complete");
    expect_same(stand, 19);
    const auto rows = stand.rows(19, storage::WhichRows::kProved);
    int whole = 0;
    for (const auto& row : std::get<std::vector<model::ApprovalRecord>>(rows)) {
      whole += row.approval_number.starts_with("41111111111111") ? 1 : 0;
    }
    EXPECT_EQ(whole, exempt.empty() ? 27 : 30);
  }
}

TEST(Replay, EvidenceWithoutAConversationSaysSo) {
  Replaying stand;
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  auto read = stand.proof_of(19);
  std::erase_if(read.evidence, [](const auto& item) { return item.kind == "conversation"; });
  const auto result = replay(stand.site().book, *stand.site().flow, stand.registered(), read);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().find("no conversation"), std::string::npos);
}

TEST(Replay, APageThatIsGoneIsMissedNotGuessed) {
  Replaying stand;
  stand.sell("g1", 19, {1000});
  stand.crawl(19, 19);
  auto read = stand.proof_of(19);
  read.evidence.erase(read.evidence.begin() + 1);
  const auto again = stand.replayed(read).publication;
  EXPECT_EQ(storage::outcome_of(again).failure, FailureClass::kStorage);
  EXPECT_EQ(stand.applied(again), "not_proved");
}

TEST(RowPlace, ARowIsFoundOnItsPageWithItsCells) {
  Replaying stand;
  stand.sell("g1", 19, {1000, 2000, 3000, 4000, 5000});
  stand.portal.sales[{"g1", "2026-11-19"}].push_back({"19000005", 5000, false, ""});
  stand.crawl(19, 19);
  const auto slice = stand.slice(19);
  const auto evidence = stand.evidence(slice.proved->evidence);
  const auto rows = stand.rows(19, storage::WhichRows::kProved);
  std::map<std::pair<std::string, std::int64_t>, int> places;
  for (const auto& row : std::get<std::vector<model::ApprovalRecord>>(rows)) {
    const auto key = storage::key_of(slice.number, row);
    const auto place = place_of(stand.site().book, evidence, key,
                                model::LedgerRows(std::vector<model::ApprovalRecord>{row}));
    ASSERT_TRUE(place);
    ++places[{place->exchange.asked, place->row}];
    std::map<std::string, std::string> cells(place->cells.begin(), place->cells.end());
    EXPECT_EQ(cells.at("approval"), row.approval_number);
    EXPECT_EQ(cells.at("amount"), std::to_string(row.amount.value()));
  }
  EXPECT_EQ(places.size(), 6U) << "two equal rows stand at two places";
  EXPECT_TRUE(places.contains({"GET /rows?date=2026-11-19&scope=g1&size=3&page=2", 3}));
}

}  // namespace
}  // namespace vancrawl::engine
