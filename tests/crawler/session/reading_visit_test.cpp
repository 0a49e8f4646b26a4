#include "crawler/session/reading_visit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/crawler/session/session_stand.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::listing;
using tests::numbered_row;
using tests::SessionStand;

constexpr int kPageSize = 3;  // of the paper portal

Fill of_day() {
  Fill fill;
  fill.values = {{"date", "2026-11-19"}, {"scope", "g1"}};
  return fill;
}

std::string summary_of(int sales) {
  return fmt::format(R"({{"date":"2026-11-19","scope":"g1","lines":[{{"company":"01"}}],"totals":)"
                     R"({{"sales":"{}","sold":"{}","cancels":"0","cancelled":"0"}}}})",
                     sales, sales * 1000);
}

/// A listing of so many rows, with row numbers and a count unless told otherwise. `page_of` may be
/// replaced by what goes wrong.
struct PagedPortal {
  explicit PagedPortal(int count) : rows(count) {}

  http::SendResult operator()(const Asked& asked) {
    if (asked.path == "/day") return answer_of(200, summary());
    return answer_of(200, page(std::stoi(asked.query.at("page"))));
  }
  std::string honest_page(int number) const {
    const int from = (number - 1) * kPageSize + 1;
    return listing(from, std::min(rows, number * kPageSize), announced);
  }

  int rows;
  int announced = rows;
  std::function<std::string(int)> page = [this](int number) { return honest_page(number); };
  std::function<std::string()> summary = [this] { return summary_of(rows); };
};

/// One reading of the day: its summary, then its listing.
struct ReadingStand : SessionStand {
  explicit ReadingStand(PagedPortal& portal, std::vector<std::string> memo = {})
      : SessionStand([&portal](const Asked& asked) { return portal(asked); }),
        visit(conversation, std::move(memo)) {}

  Listing list() {
    (void)loop.run(visit.read("summary", of_day()));
    return loop.run(visit.list("rows", of_day()));
  }
  std::string refusal() {
    (void)loop.run(visit.read("summary", of_day()));
    const auto failure = failure_of(visit.list("rows", of_day()));
    EXPECT_EQ(failure.failure(), FailureClass::kIncompletePaging) << failure.what();
    return failure.what();
  }
  [[nodiscard]] int asked_rows() const { return transport.times("GET /rows"); }

  ReadingVisit visit;
};

std::vector<std::string> memo_of(PagedPortal portal) {
  ReadingStand stand(portal);
  (void)stand.list();
  return stand.visit.memo();
}

std::vector<std::string> approvals_of(const Listing& listing) {
  std::vector<std::string> numbers;
  for (const auto& row : std::get<std::vector<model::ApprovalRecord>>(listing.reading.rows)) {
    numbers.push_back(row.approval_number);
  }
  return numbers;
}

TEST(ReadingVisit, EveryRowOfEveryPageIsReadOnceAtTheEdgesOfPages) {
  for (const int rows : {0, 1, 2, 3, 4, 5, 6, 7, 12}) {
    PagedPortal portal(rows);
    ReadingStand stand(portal);
    const auto listing = stand.list();
    std::vector<std::string> due;
    for (int i = 1; i <= rows; ++i) due.push_back(fmt::format("{:08}", i));
    EXPECT_EQ(approvals_of(listing), due) << rows;
    EXPECT_EQ(listing.reading.empty_marker_seen, rows == 0);
    const int pages = std::max(1, (rows + kPageSize - 1) / kPageSize);
    EXPECT_EQ(listing.pages, pages);
    EXPECT_EQ(stand.asked_rows(), pages == 1 ? 1 : pages + 1) << "the first page is read again";
  }
}

TEST(ReadingVisit, ALostLastPageIsIncomplete) {
  PagedPortal portal(7);
  portal.page = [&](int page) { return page == 3 ? "[]" : portal.honest_page(page); };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("page 3 is empty"), std::string::npos);
}

TEST(ReadingVisit, ALostRowOfTheLastPageIsIncomplete) {
  PagedPortal portal(8);
  portal.page = [&](int page) { return page == 3 ? listing(7, 7, 8) : portal.honest_page(page); };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("7 rows read, 8 announced"), std::string::npos);
}

TEST(ReadingVisit, APageThatRepeatsTheFirstIsIncomplete) {
  PagedPortal portal(6);
  portal.page = [&](int) { return portal.honest_page(1); };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("repeats"), std::string::npos);
}

/// A portal that prints neither row numbers nor a count, as some do.
std::string bare(int from, int to) {
  std::string rows;
  for (int row = from; row <= to; ++row) {
    rows += (rows.empty() ? "" : ",") + numbered_row(0, -1, fmt::format("{:08}", row));
  }
  return "[" + rows + "]";
}

TEST(ReadingVisit, AnyPageThatRepeatsAnEarlierOneIsIncomplete) {
  PagedPortal portal(0);
  portal.page = [](int page) {
    if (page == 3) return bare(4, 6);
    return bare(page * 3 - 2, page == 4 ? 10 : page * 3);
  };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("repeats"), std::string::npos);
}

TEST(ReadingVisit, AListingWithoutACountEndsWithThePageThatIsNotFull) {
  for (const int rows : {2, 3, 4, 6, 7}) {
    PagedPortal portal(0);
    portal.page = [rows](int page) { return bare(page * 3 - 2, std::min(rows, page * 3)); };
    ReadingStand stand(portal);
    EXPECT_EQ(approvals_of(stand.list()).size(), static_cast<std::size_t>(rows));
  }
}

/// Rows without a number and a count, as their approval numbers say.
std::string bare_rows(const std::vector<int>& approvals) {
  std::string rows;
  for (const int approval : approvals) {
    rows += (rows.empty() ? "" : ",") + numbered_row(0, -1, fmt::format("{:08}", approval));
  }
  return "[" + rows + "]";
}

/// The n-th reading of the listing, counted from 1, as pages of approval numbers. A reading begins
/// with the first page; the look back at it at the very end is like the last reading.
using Readings = std::vector<std::vector<std::vector<int>>>;

void show(PagedPortal& portal, const Readings& readings) {
  auto begun = std::make_shared<std::size_t>(0);
  portal.page = [readings, begun](int page) {
    if (page == 1) ++*begun;
    const auto& reading = readings.at(std::min(*begun, readings.size()) - 1);
    return bare_rows(reading.at(static_cast<std::size_t>(page) - 1));
  };
}

TEST(ReadingVisit, ARowThatComesAgainOnALaterPageIsATwinIfASecondReadingShowsItToo) {
  PagedPortal portal(0);
  show(portal, {{{1, 2, 3}, {3, 4}}});
  ReadingStand stand(portal);
  const auto listing = stand.list();
  EXPECT_EQ(approvals_of(listing),
            (std::vector<std::string>{"00000001", "00000002", "00000003", "00000003", "00000004"}));
  EXPECT_EQ(listing.pages, 2);
  EXPECT_EQ(stand.asked_rows(), 2 * 2 + 1) << "read twice, and its first page looked at again";
}

TEST(ReadingVisit, ARowThatComesAgainOnceOnlyIsIncomplete) {
  // A sale came in between two pages: it pushed row 3 from the first page to the second.
  PagedPortal portal(0);
  show(portal, {{{1, 2, 3}, {3, 4}}, {{9, 1, 2}, {3, 4}}});
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("a second reading differs"), std::string::npos);
  EXPECT_EQ(stand.asked_rows(), 2 * 2);
}

TEST(ReadingVisit, AListThatMovesOnInBothReadingsIsIncomplete) {
  PagedPortal portal(0);
  show(portal, {{{1, 2, 3}, {3, 4}}, {{9, 1, 2}, {2, 3}}});
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("a second reading differs"), std::string::npos);
}

TEST(ReadingVisit, ASecondReadingThatIsLongerIsIncomplete) {
  PagedPortal portal(0);
  show(portal, {{{1, 2, 3}, {3, 4}}, {{1, 2, 3}, {3, 4, 5}, {}}});
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("a second reading differs"), std::string::npos);
}

TEST(ReadingVisit, TwinsOnOnePageAreReadOnce) {
  PagedPortal portal(0);
  show(portal, {{{1, 1, 2}, {3, 3}}});
  ReadingStand stand(portal);
  EXPECT_EQ(approvals_of(stand.list()).size(), 5U);
  EXPECT_EQ(stand.asked_rows(), 2 + 1);
}

TEST(ReadingVisit, ARowNumberThatDiffersMakesTwinsOnTwoPagesSureAtOnce) {
  PagedPortal portal(4);
  portal.page = [](int page) {
    if (page == 1) return listing(1, 3, 4);
    return "[" + numbered_row(4, 4, "00000003") + "]";
  };
  ReadingStand stand(portal);
  EXPECT_EQ(approvals_of(stand.list()).size(), 4U);
  EXPECT_EQ(stand.asked_rows(), 2 + 1);
}

TEST(ReadingVisit, AMemoOfAListingThatWasReadTwiceIsMetByOneReading) {
  const Readings readings = {{{1, 2, 3}, {3, 4}}};
  PagedPortal portal(0);
  show(portal, readings);
  ReadingStand before(portal);
  (void)before.list();
  ReadingStand stand(portal, before.visit.memo());
  EXPECT_TRUE(stand.list().unchanged);
  EXPECT_EQ(stand.asked_rows(), 2 + 1);
}

TEST(ReadingVisit, ARowNumberThatComesTwiceIsIncomplete) {
  PagedPortal portal(4);
  portal.page = [](int page) {
    if (page == 1) return listing(1, 3, 4);
    return "[" + numbered_row(3, 4, "00000009") + "]";
  };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("row number 3 comes twice"), std::string::npos);
}

TEST(ReadingVisit, AMissingRowNumberIsIncomplete) {
  PagedPortal portal(4);
  portal.page = [](int page) {
    if (page == 1) return listing(1, 3, 4);
    return "[" + numbered_row(5, 4, "00000005") + "]";
  };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("row number 4 is missing"), std::string::npos);
}

TEST(ReadingVisit, FewerRowsThanAnnouncedOnOnePageAreIncomplete) {
  PagedPortal portal(2);
  portal.page = [](int) { return listing(1, 2, 3); };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("2 rows read, 3 announced"), std::string::npos);
}

TEST(ReadingVisit, AFirstPageThatChangesMeanwhileIsIncomplete) {
  PagedPortal portal(5);
  int first_pages = 0;
  portal.page = [&](int page) {
    if (page != 1 || ++first_pages == 1) return portal.honest_page(page);
    return "[" + numbered_row(1, 5, "00000099") + "," + numbered_row(2, 5, "00000002") + "," +
           numbered_row(3, 5, "00000003") + "]";
  };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("changed while"), std::string::npos);
}

TEST(ReadingVisit, ASummaryThatChangesMeanwhileIsIncomplete) {
  PagedPortal portal(5);
  int asked = 0;
  portal.summary = [&asked] { return summary_of(++asked == 1 ? 5 : 6); };
  ReadingStand stand(portal);
  EXPECT_NE(stand.refusal().find("changed while"), std::string::npos);
}

TEST(ReadingVisit, OtherBytesWithTheSameRowsAreNoChange) {
  PagedPortal portal(5);
  int asked = 0;
  portal.page = [&](int page) {
    return (page == 1 && ++asked > 1 ? " " : "") + portal.honest_page(page);
  };
  ReadingStand stand(portal);
  EXPECT_EQ(approvals_of(stand.list()).size(), 5U);
}

TEST(ReadingVisit, TheSameBytesAsBeforeAreNotParsed) {
  for (const int rows : {1, 3, 8}) {
    PagedPortal portal(rows);
    ReadingStand stand(portal, memo_of(portal));
    const auto listing = stand.list();
    EXPECT_TRUE(listing.unchanged) << rows;
    EXPECT_TRUE(stand.visit.is_as_before());
    EXPECT_EQ(listing.reading.row_count(), 0U);
    EXPECT_EQ(stand.evidence.items.size(), 1U) << "the summary alone was understood";
    EXPECT_EQ(stand.visit.memo(), memo_of(portal));
  }
}

TEST(ReadingVisit, AnUnchangedListingCanBeParsedAfterAll) {
  PagedPortal portal(8);
  ReadingStand stand(portal, memo_of(portal));
  auto listing = stand.list();
  listing = stand.loop.run(stand.visit.parse(std::move(listing)));
  EXPECT_FALSE(listing.unchanged);
  EXPECT_EQ(approvals_of(listing).size(), 8U);
}

TEST(ReadingVisit, OneChangedPageMakesTheWholeListingParsed) {
  PagedPortal portal(8);
  const auto memo = memo_of(portal);
  portal.page = [&](int page) {
    if (page != 2) return portal.honest_page(page);
    return "[" + numbered_row(4, 8, "00000077") + "," + numbered_row(5, 8, "00000005") + "," +
           numbered_row(6, 8, "00000006") + "]";
  };
  ReadingStand stand(portal, memo);
  const auto listing = stand.list();
  EXPECT_FALSE(listing.unchanged);
  EXPECT_FALSE(stand.visit.is_as_before());
  ASSERT_EQ(approvals_of(listing).size(), 8U);
  EXPECT_EQ(approvals_of(listing)[3], "00000077");
  EXPECT_EQ(stand.asked_rows(), 3 + 1) << "no page was asked for twice but the first";
}

TEST(ReadingVisit, MorePagesThanBeforeAreAllRead) {
  PagedPortal portal(6);
  const auto memo = memo_of(portal);
  portal.rows = portal.announced = 7;
  ReadingStand stand(portal, memo);
  const auto listing = stand.list();
  EXPECT_FALSE(listing.unchanged);
  EXPECT_EQ(approvals_of(listing).size(), 7U);
  EXPECT_FALSE(stand.visit.is_as_before());
}

TEST(ReadingVisit, RowsBehindAnUnchangedLastPageAreFound) {
  // Without a count only the page behind a full one shows that the listing has grown.
  PagedPortal portal(0);
  int rows = 6;
  portal.page = [&rows](int page) { return bare(page * 3 - 2, std::min(rows, page * 3)); };
  ReadingStand before(portal);
  (void)before.list();
  rows = 7;
  ReadingStand stand(portal, before.visit.memo());
  EXPECT_EQ(approvals_of(stand.list()).size(), 7U);
}

TEST(ReadingVisit, AChangedSummaryIsNotAsBefore) {
  PagedPortal portal(2);
  const auto memo = memo_of(portal);
  portal.summary = [] { return summary_of(3); };
  ReadingStand stand(portal, memo);
  (void)stand.list();
  EXPECT_FALSE(stand.visit.is_as_before());
}

TEST(ReadingVisit, FewerListingsThanBeforeAreNotAsBefore) {
  PagedPortal portal(2);
  ReadingStand stand(portal, memo_of(portal));
  (void)stand.loop.run(stand.visit.read("summary", of_day()));
  EXPECT_FALSE(stand.visit.is_as_before());
}

TEST(ReadingVisit, AnUnchangedListingThatChangesMeanwhileIsIncomplete) {
  PagedPortal portal(5);
  const auto memo = memo_of(portal);
  int first_pages = 0;
  portal.page = [&](int page) {
    if (page != 1 || ++first_pages == 1) return portal.honest_page(page);
    return listing(1, 3, 6);
  };
  ReadingStand stand(portal, memo);
  (void)stand.refusal();
}

TEST(ReadingVisit, ATableThatIsNotDeclaredIsAPluginFault) {
  PagedPortal portal(1);
  ReadingStand stand(portal);
  EXPECT_EQ(stand.failure_of(stand.visit.list("nothing", {})).failure(),
            FailureClass::kPluginFault);
}

}  // namespace
}  // namespace vancrawl::session
