#include "tests/crawler/session/session_stand.h"

#include <fmt/format.h>

#include "crawler/async/timing.h"

namespace vancrawl::tests {

boost::asio::awaitable<model::AttemptId> SlowLedger::begin(std::string jar) {
  book_.emplace_back("begin");
  if (refuses) throw model::VisitFailure(model::FailureClass::kLoginBarred, "refused");
  co_await async::sleep_for(clock_, std::chrono::milliseconds(20));
  jar_of_attempt = std::move(jar);
  book_.emplace_back("committed");
  co_return model::AttemptId(1);
}

boost::asio::awaitable<void> SlowLedger::close(model::AttemptId /*attempt*/,
                                               session::LoginOutcome outcome) {
  book_.emplace_back("closed");
  outcomes.push_back(std::move(outcome));
  co_return;
}

SessionStand::SessionStand(ScriptedTransport::Portal portal, session::SiteBook book_in)
    : book(std::move(book_in)),
      transport(std::move(portal)),
      conversation(book, transport.open({}),
                   {loop.clock, loop.io.get_executor(), pace, evidence, hash_key}) {}

std::string numbered_row(int number, int announced, const std::string& approval) {
  std::string counted;
  if (number > 0) counted = fmt::format(R"("no":{},)", number);
  if (announced >= 0) counted += fmt::format(R"("total":{},)", announced);
  return fmt::format(
      R"({{{}"merchant":"0012345678","date":"2026-11-19","time":"12:00:00","company":"01",)"
      R"("approval":"{}","kind":"0","amount":"1,000"}})",
      counted, approval);
}

std::string listing(int from, int to, int announced) {
  std::string rows;
  for (int row = from; row <= to; ++row) {
    if (!rows.empty()) rows += ",";
    rows += numbered_row(row, announced, fmt::format("{:08}", row));
  }
  return "[" + rows + "]";
}

}  // namespace vancrawl::tests
