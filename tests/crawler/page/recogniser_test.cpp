#include "crawler/page/recogniser.h"

#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;

RecogniserDefinition page_like(const std::string& name, std::vector<std::string> all_of,
                               std::optional<FailureClass> failure = std::nullopt) {
  RecogniserDefinition definition;
  definition.page = name;
  definition.all_of = std::move(all_of);
  definition.failure = failure;
  return definition;
}

Recognisers site() {
  auto wrong = page_like("wrong_password", {"비밀번호가 일치하지"}, FailureClass::kWrongPassword);
  wrong.count_pattern = "([0-9]+)회 오류";
  RecogniserDefinition moved;
  moved.page = "logged_in";
  moved.status = {302};
  moved.location_contains = "/main";
  RecogniserDefinition rows;
  rows.page = "detail";
  rows.dialect = Dialect::kJson;
  rows.path_starts_with = "/api/";
  auto made = Recognisers::make({page_like("listing", {"승인내역", "승인번호"}),
                                 page_like("wall", {"접속 제한"}, FailureClass::kPortalWall),
                                 page_like("login", {"로그인"}), wrong, moved, rows});
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(*made);
}

std::expected<Recognition, PageFault> recognised(const std::string& body, int status = 200,
                                                 const std::string& path = "/x",
                                                 const std::string& location = {}) {
  const auto page = scrubbed(body);
  return site().recognise({status, path, location, &page});
}

TEST(Recognisers, APageIsTheOneThatItsMarksName) {
  EXPECT_EQ(recognised("<h1>승인내역</h1><th>승인번호</th>")->page, "listing");
  EXPECT_EQ(recognised("", 302, "/authentication", "https://x/main")->page, "logged_in");
  EXPECT_EQ(recognised("[]", 200, "/api/detail")->page, "detail");
}

TEST(Recognisers, ABlockPageThatQuotesAListingIsABlockPage) {
  const auto seen = recognised("<p>승인내역 승인번호</p><p>접속 제한</p>");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->failure, FailureClass::kPortalWall);
}

TEST(Recognisers, TheCountThatThePortalPrintsIsRead) {
  const auto seen = recognised("<p>비밀번호가 일치하지 않습니다 (3회 오류)</p>");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->failure, FailureClass::kWrongPassword);
  EXPECT_EQ(seen->printed_count, 3);
  EXPECT_FALSE(recognised("<p>비밀번호가 일치하지 않습니다</p>")->printed_count);
}

TEST(Recognisers, AnUnknownPageIsNamedByWhatWasSeen) {
  const auto seen = recognised("<title>공지</title><body><p>새 약관에 <b>동의</b>", 200, "/notice");
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().failure, FailureClass::kUnknownPage);
  for (const std::string part : {"200", "/notice", "공지", "새 약관에 동의"}) {
    EXPECT_TRUE(seen.error().message.contains(part)) << seen.error().message;
  }
  EXPECT_FALSE(recognised("<p>로그인</p>", 500));
}

TEST(Recognisers, TwoPagesAtOnceAreUnknown) {
  const auto seen = recognised("<h1>승인내역</h1>승인번호 로그인");
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().failure, FailureClass::kUnknownPage);
  EXPECT_TRUE(seen.error().message.contains("listing, login")) << seen.error().message;
  const auto page = scrubbed("<h1>승인내역</h1>승인번호 로그인");
  EXPECT_EQ(site().all_matches({200, "/", "", &page}).size(), 2U);
}

TEST(Recognisers, ADefinitionWithoutAConditionOrWithABadPatternIsRefused) {
  EXPECT_FALSE(Recognisers::make({page_like("anything", {})}));
  auto bad = page_like("bad", {"x"});
  bad.count_pattern = "([0-9]+";
  EXPECT_FALSE(Recognisers::make({bad}));
}

TEST(Recognisers, AnyOfAndNoneOfMustHoldToo) {
  auto definition = page_like("p", {"a"});
  definition.any_of = {"b", "c"};
  definition.none_of = {"d"};
  const auto made = Recognisers::make({definition});
  const auto matches = [&](const std::string& body) {
    const auto page = scrubbed(body);
    return made->recognise({200, "/", "", &page}).has_value();
  };
  EXPECT_TRUE(matches("a c"));
  EXPECT_FALSE(matches("a"));
  EXPECT_FALSE(matches("a b d"));
}

constexpr std::size_t kHead = 8 * 1024;
constexpr std::size_t kTail = 2 * 1024;

/// A page of so many bytes with a text at one place.
ScrubbedPage page_with(const std::string& text, std::size_t place, std::size_t size) {
  ScrubbedPage page;
  page.dialect = Dialect::kText;
  page.text.assign(size, '.');
  page.text.replace(place, text.size(), text);
  return page;
}

bool is_seen(const Recognisers& pages, const ScrubbedPage& page, bool is_listing = true) {
  return pages.recognise({200, "/", "", &page, is_listing}).has_value();
}

TEST(Recognisers, ALongListingIsSearchedAtItsHeadAndAtItsEndOnly) {
  const std::string mark = "승인내역";
  const auto pages = Recognisers::make({page_like("listing", {mark})});
  ASSERT_TRUE(pages);
  constexpr std::size_t kLong = 100 * 1024;
  for (const std::size_t seen :
       {std::size_t{0}, kHead - mark.size(), kLong - kTail, kLong - mark.size()}) {
    EXPECT_TRUE(is_seen(*pages, page_with(mark, seen, kLong))) << seen;
  }
  for (const std::size_t unseen : {kHead - mark.size() + 1, kHead, kLong / 2,
                                   kLong - kTail - mark.size(), kLong - kTail - 1}) {
    EXPECT_FALSE(is_seen(*pages, page_with(mark, unseen, kLong))) << unseen;
  }
}

TEST(Recognisers, AListingOfTenKibibytesIsSearchedWhole) {
  const std::string mark = "승인내역";
  const auto pages = Recognisers::make({page_like("listing", {mark})});
  ASSERT_TRUE(pages);
  const auto over_the_edge = kHead - mark.size() / 2;
  EXPECT_TRUE(is_seen(*pages, page_with(mark, over_the_edge, kHead + kTail)));
  EXPECT_FALSE(is_seen(*pages, page_with(mark, over_the_edge, kHead + kTail + 1)));
}

TEST(Recognisers, APageThatIsNoListingIsSearchedWholeHoweverLong) {
  const std::string mark = "승인내역";
  const auto pages = Recognisers::make({page_like("notice", {mark})});
  ASSERT_TRUE(pages);
  constexpr std::size_t kLong = 100 * 1024;
  for (const std::size_t place : {std::size_t{0}, kHead, kLong / 2, kLong - mark.size()}) {
    EXPECT_TRUE(is_seen(*pages, page_with(mark, place, kLong), false)) << place;
  }
}

TEST(Recognisers, ARefusalAfterTheRowsOfALongListingIsStillARefusal) {
  const std::string rows(50 * 1024, '.');
  const auto listed = [](const std::string& body) {
    const auto page = scrubbed(body);
    return site().recognise({200, "/x", "", &page, true});
  };
  const std::string heading = "<h1>승인내역</h1><th>승인번호</th>";
  EXPECT_EQ(listed(heading + rows)->page, "listing");
  EXPECT_EQ(listed(heading + rows + "<p>접속 제한</p>")->failure, FailureClass::kPortalWall);
  EXPECT_EQ(listed(heading + "<td>접속 제한</td>" + rows)->failure, FailureClass::kPortalWall);
  EXPECT_EQ(listed(heading + rows + "<td>접속 제한</td>" + rows)->page, "listing")
      << "what a row says is no refusal";
}

TEST(Recognisers, AllTextsOfAPageMayStandAtDifferentEndsAndAForbiddenOneAtEither) {
  auto definition = page_like("p", {"first", "last"});
  definition.none_of = {"never"};
  const auto pages = Recognisers::make({definition});
  ASSERT_TRUE(pages);
  const std::string rows(50 * 1024, '.');
  const auto seen = [&](const std::string& text) {
    ScrubbedPage page;
    page.dialect = Dialect::kText;
    page.text = text;
    return is_seen(*pages, page);
  };
  EXPECT_TRUE(seen("first" + rows + "last"));
  EXPECT_TRUE(seen("first" + rows + "never" + rows + "last"));
  EXPECT_FALSE(seen("first never" + rows + "last"));
  EXPECT_FALSE(seen("first" + rows + "last never"));
  EXPECT_FALSE(seen("first" + rows + "last" + rows));
}

}  // namespace
}  // namespace vancrawl::page
