#include "crawler/model/instant.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

RC_GTEST_PROP(Instant, EveryMillisecondComesBackFromItsText, ()) {
  const Instant at(std::chrono::milliseconds(
      *rc::gen::inRange<std::int64_t>(-2'000'000'000'000, 20'000'000'000'000)));
  RC_ASSERT((parse_instant(to_iso(at)) == at));
}

TEST(Instant, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(to_iso(Instant()), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso(Instant(std::chrono::milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, MillisecondsMayBeLeftOut) {
  EXPECT_EQ(parse_instant("2026-11-20T07:00:00Z").value(),
            parse_instant("2026-11-20T07:00:00.000Z").value());
}

TEST(Instant, OtherShapesAreRefused) {
  for (const std::string text :
       {"", "2026-11-20", "2026-11-20T07:00Z", "2026-11-20T07:00:00.000",
        "2026-02-29T07:00:00.000Z", "2026-11-20 07:00:00.000Z", "2026-11-20T24:00:00.000Z",
        "2026-11-20T07:60:00.000Z", "2026-11-20T07:00:60.000Z", "2026-13-20T07:00:00.000Z",
        "2026-11-20T07:00:00.00aZ", "2026-11-20T07:00:00.000z", " 2026-11-20T07:00:00.000Z",
        "2026-11-20T07:00:00.000+"}) {
    EXPECT_FALSE(parse_instant(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace vancrawl::model
