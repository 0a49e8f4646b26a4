#include "crawler/model/failure.h"

#include <set>

#include <gtest/gtest.h>

namespace vancrawl::model {
namespace {

TEST(FailureClass, EveryNameComesBackAndStandsOnce) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFailureClassCount; ++i) {
    const auto failure = static_cast<FailureClass>(i);
    const auto name = name_of(failure);
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_EQ(parse_failure(name), failure) << name;
    names.insert(name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kFailureClassCount));
}

TEST(FailureClass, NamesThatAreStoredBelongToTheirClass) {
  EXPECT_EQ(name_of(FailureClass::kNetwork), "network");
  EXPECT_EQ(name_of(FailureClass::kThrottled), "throttled");
  EXPECT_EQ(name_of(FailureClass::kWrongPassword), "wrong_password");
  EXPECT_EQ(name_of(FailureClass::kLoginBarred), "login_barred");
  EXPECT_EQ(name_of(FailureClass::kKeypadUnsure), "keypad_unsure");
  EXPECT_EQ(name_of(FailureClass::kTotalsMismatch), "totals_mismatch");
  EXPECT_EQ(name_of(FailureClass::kConsentMissing), "consent_missing");
  EXPECT_EQ(name_of(FailureClass::kStorage), "storage");
}

TEST(FailureClass, AnUnknownNameIsRefused) {
  for (const std::string name : {"", "Network", "network ", "unknown", "0"}) {
    EXPECT_FALSE(parse_failure(name).has_value()) << name;
  }
}

TEST(VisitPhase, NamesAreDistinct) {
  EXPECT_EQ(name_of(VisitPhase::kBeforeSubmit), "before_submit");
  EXPECT_EQ(name_of(VisitPhase::kSubmitSent), "submit_sent");
  EXPECT_EQ(name_of(VisitPhase::kLoggedIn), "logged_in");
}

TEST(VisitFailure, CarriesItsClassItsTextAndWhenToComeBack) {
  VisitFailure failure(FailureClass::kThrottled, "429 at /login");
  EXPECT_FALSE(failure.come_back_after().has_value());
  failure.coming_back_after(std::chrono::seconds(90));
  EXPECT_EQ(failure.failure(), FailureClass::kThrottled);
  EXPECT_STREQ(failure.what(), "429 at /login");
  EXPECT_EQ(failure.come_back_after(), std::chrono::seconds(90));
}

}  // namespace
}  // namespace vancrawl::model
