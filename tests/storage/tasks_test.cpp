#include "storage/tasks.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "storage/audit.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

constexpr Wording kSentence = {"{site} refused {login}: enter another", "{site}: {login} 거절됨"};
constexpr Wording kEnds = {"an accepted login", "로그인 성공"};

class Tasks : public testing::Test {
 protected:
  [[nodiscard]] TaskCause cause(const std::string& login = "shop") const {
    return {TaskKind(model::FailureClass::kWrongPassword), TaskSubject::account({"cfa", login})};
  }
  [[nodiscard]] TaskCall call(const std::string& login = "shop") const {
    return {.cause = cause(login),
            .audience = TaskAudience::kMerchant,
            .sentence = kSentence,
            .ends = kEnds,
            .words = {TaskWord::of(shop.site), TaskWord::of(model::AccountKey{"cfa", login})},
            .merchants = {model::MerchantId("m1")}};
  }
  TaskId raise(const TaskCall& call, int minute = 0) {
    return shop.store->write([&](Transaction& tx) { return raise_task(tx, call, at(minute)); });
  }
  bool close(const TaskCause& cause, int minute) {
    return shop.store->write(
        [&](Transaction& tx) { return close_tasks(tx, cause, kEnds, at(minute)); });
  }
  TaskDone finish(TaskId id) {
    return shop.store->write(
        [&](Transaction& tx) { return finish_task(tx, id, "kim", "by phone", at(9)); });
  }
  std::vector<Task> open(const TaskFilter& filter = {}) { return tasks(*shop.reader(), filter); }

  ScratchStore shop;
};

TEST_F(Tasks, OneCauseIsOneTaskHoweverOftenItIsMet) {
  const auto first = raise(call(), 1);
  EXPECT_EQ(raise(call(), 7), first);
  ASSERT_EQ(open().size(), 1U);
  const auto found = open().front();
  EXPECT_EQ(found.count, 2);
  EXPECT_EQ(found.since, at(1));
  EXPECT_EQ(found.last_seen, at(7));
  EXPECT_EQ(found.english, "cardsales refused shop: enter another");
  EXPECT_EQ(found.korean, "cardsales: shop 거절됨");
  EXPECT_EQ(found.ends_korean, "로그인 성공");
  EXPECT_EQ(found.audience, TaskAudience::kMerchant);
  EXPECT_EQ(found.merchants, std::vector{model::MerchantId("m1")});
}

TEST_F(Tasks, AnotherAccountOrAnotherKindIsAnotherTask) {
  EXPECT_NE(raise(call("shop")), raise(call("shop2")));
  auto locked = call();
  locked.cause.kind = TaskKind(model::FailureClass::kAccountLocked);
  raise(locked);
  EXPECT_EQ(open().size(), 3U);
}

TEST_F(Tasks, ACauseThatReturnsIsARowOfItsOwn) {
  const auto first = raise(call(), 1);
  EXPECT_TRUE(close(cause(), 2));
  EXPECT_FALSE(close(cause(), 3));
  EXPECT_TRUE(open().empty());
  const auto second = raise(call(), 4);
  EXPECT_NE(second, first);
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open().front().count, 1);
  EXPECT_EQ(open().front().since, at(4));
  const auto closed = task(*shop.reader(), first);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->closed_at, at(2));
  EXPECT_EQ(closed->closed_by, "an accepted login");
  EXPECT_EQ(open({.open_only = false}).size(), 2U);
}

TEST_F(Tasks, LoudStaysLoudAndStandsFirst) {
  raise(call("a"), 1);
  auto loud = call("b");
  loud.volume = TaskVolume::kLoud;
  const auto second = raise(loud, 2);
  raise(call("b"), 3);
  ASSERT_EQ(open().size(), 2U);
  EXPECT_EQ(open().front().id, second);
  EXPECT_EQ(open().front().volume, TaskVolume::kLoud);
}

TEST_F(Tasks, EvidenceOfAnEarlierCallStaysUntilALaterCallHasOne) {
  auto first = call();
  first.evidence = model::EvidenceHash("abc");
  raise(first, 1);
  const auto id = raise(call(), 2);
  EXPECT_EQ(task(*shop.reader(), id)->evidence, model::EvidenceHash("abc"));
}

TEST_F(Tasks, WhomItConcernsGrows) {
  shop.add_merchant("m2", "1208800767");
  raise(call());
  auto further = call();
  further.merchants = {model::MerchantId("m2"), model::MerchantId("m1")};
  raise(further);
  EXPECT_EQ(open().front().merchants.size(), 2U);
  EXPECT_EQ(open({.merchant = model::MerchantId("m2")}).size(), 1U);
  EXPECT_TRUE(open({.merchant = model::MerchantId("m3")}).empty());
  EXPECT_TRUE(open({.audience = TaskAudience::kOperator}).empty());
}

TEST_F(Tasks, WhoDidItIsRecordedAndAudited) {
  const auto id = raise(call());
  EXPECT_EQ(finish(id), TaskDone::kClosed);
  EXPECT_EQ(finish(id), TaskDone::kClosedBefore);
  EXPECT_EQ(finish(TaskId(77)), TaskDone::kNoSuchTask);
  const auto done = task(*shop.reader(), id);
  EXPECT_EQ(done->closed_by, "kim");
  EXPECT_EQ(done->closing_note, "by phone");
  const auto last = audit_entries(*shop.reader(), {}).back();
  EXPECT_EQ(last.action, "task done");
  EXPECT_NE(last.detail.find("by kim: by phone"), std::string::npos) << last.detail;
  EXPECT_THROW(shop.store->write(
                   [&](Transaction& tx) { static_cast<void>(finish_task(tx, id, "", "", at(9))); }),
               std::invalid_argument);
}

TEST_F(Tasks, APlaceThatNoWordFillsIsRefused) {
  auto wrong = call();
  wrong.words.pop_back();
  EXPECT_THROW(raise(wrong), std::invalid_argument);
  EXPECT_TRUE(open().empty());
}

TEST(TaskWord, NumbersOfCardsAndAccountsDoNotGetThrough) {
  EXPECT_EQ(TaskWord::printed("간편결제").text(), "간편결제");
  EXPECT_EQ(TaskWord::printed("구분 03").text(), "구분 03");
  for (const auto* const number :
       {"4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111", "1234567",
        "４１１１１１１１１１１１１１１１", "110-222-333444", "4111.1111.1111.1111"}) {
    EXPECT_EQ(TaskWord::printed(std::string("x ") + number).text(), "x #") << number;
  }
}

TEST(TaskWord, NoPrintedTextKeepsSevenDigits) {
  EXPECT_TRUE(rc::check([](const std::vector<unsigned>& places) {
    constexpr std::string_view kCharacters = "0123456789- .*x";
    std::string text;
    for (const auto place : places) text += kCharacters[place % kCharacters.size()];
    const auto shown = TaskWord::printed(text).text();
    std::size_t in_a_row = 0;
    for (const char c : shown) {
      in_a_row = c >= '0' && c <= '9' ? in_a_row + 1 : 0;
      RC_ASSERT(in_a_row < 7U);
    }
  }));
}

TEST(TaskWord, AMomentIsShownAsClocksInKoreaShowIt) {
  EXPECT_EQ(TaskWord::until(at(0)).text(), "2026-11-20 09:00");
  EXPECT_EQ(TaskWord::until(at(61)).text(), "2026-11-20 10:01");
}

TEST(TaskSubject, AnUnknownValueIsNeverANumber) {
  const auto subject = TaskSubject::value(model::SiteId("cardsales"), model::Ledger::kApproval,
                                          "kind", "4111111111111111");
  EXPECT_EQ(subject.text(), "value cardsales/approval/kind \"#\"");
}

}  // namespace
}  // namespace vancrawl::storage
