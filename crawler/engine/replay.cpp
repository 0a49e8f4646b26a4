#include "crawler/engine/replay.h"

#include <algorithm>
#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "crawler/engine/recorded_answers.h"
#include "crawler/engine/slice_reader.h"
#include "crawler/page/evidence_text.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::VisitFailure;

/// The moment of the recorded read. Nobody waits in it: every timer is due.
class StandingClock final : public model::Clock {
 public:
  StandingClock(boost::asio::any_io_executor executor, model::Instant now)
      : executor_(std::move(executor)), now_(now) {}
  [[nodiscard]] model::Instant now() const override { return now_; }
  [[nodiscard]] model::Monotonic monotonic() const override { return {}; }
  [[nodiscard]] TimerId call_at(model::Monotonic /*when*/, std::function<void()> then) override {
    const TimerId id{++last_};
    timers_.emplace(id, std::move(then));
    boost::asio::post(executor_, [this, id] {
      auto timer = timers_.extract(id);
      if (!timer.empty()) timer.mapped()();
    });
    return id;
  }
  void cancel(TimerId timer) override { timers_.erase(timer); }

 private:
  boost::asio::any_io_executor executor_;
  model::Instant now_;
  std::uint64_t last_ = 0;
  std::map<TimerId, std::function<void()>> timers_;
};

class NoPace final : public session::PaceLedger {
 public:
  awaitable<void> take_turn() override { co_return; }
  void hold_for(std::chrono::milliseconds) override {}
  awaitable<void> take_login_turn() override { co_return; }
};

/// One replay: a session's parts around recorded answers.
class Replaying {
 public:
  Replaying(const session::SiteBook& book, const site_api::Site& flow,
            const storage::Merchant& merchant, const RecordedRead& read,
            std::vector<session::Exchange> exchanges)
      : flow_(flow),
        merchant_(merchant),
        read_(read),
        clock_(io_.get_executor(), read.read_began),
        conversation_(
            book,
            std::make_unique<RecordedAnswers>(std::move(exchanges), read.evidence, book.scrub,
                                              read.broke_off, replayed_.asked_in_vain),
            {clock_, io_.get_executor(), pace_, evidence_, hash_key_}) {
    job_.id = read.job;
  }

  Replayed run() {
    std::exception_ptr failed;
    boost::asio::co_spawn(io_, read(), [&failed](std::exception_ptr error) { failed = error; });
    io_.run();
    if (failed) std::rethrow_exception(failed);
    auto& publication = replayed_.publication;
    publication.job = read_.job;
    publication.read_began = read_.read_began;
    publication.observed_at = read_.observed_at;
    publication.evidence = read_.evidence;
    publication.memo.reset();
    return std::move(replayed_);
  }

 private:
  awaitable<void> read() {
    std::optional<SliceReader> reader;
    try {
      auto scopes = co_await SliceReader::scopes_shown(conversation_, evidence_, merchant_);
      reader.emplace(clock_, conversation_.book(), flow_, conversation_, evidence_, merchant_,
                     std::move(scopes), job_);
      auto read = co_await reader->read(read_.key, std::nullopt);
      replayed_.publication = std::move(std::get<storage::SlicePublication>(read));
    } catch (const VisitFailure& failure) {  // ends here as it ends a slice's read in a job
      miss(failure, reader);
    }
  }

  void miss(const VisitFailure& failure, const std::optional<SliceReader>& reader) {
    auto& missed = replayed_.publication;
    missed.key = read_.key;
    missed.rows = model::empty_rows(read_.key.ledger);
    missed.verdict = storage::MissedRead{failure.failure(), failure.what()};
    if (!reader) return;
    missed.scopes = reader->scope_ids();
    if (reader->totals_seen()) missed.portal.printed = *reader->totals_seen();
  }

  const site_api::Site& flow_;
  const storage::Merchant& merchant_;
  const RecordedRead& read_;
  Replayed replayed_;
  boost::asio::io_context io_;
  StandingClock clock_;
  NoPace pace_;
  EvidenceList evidence_;
  std::string hash_key_ = "one replay";
  storage::ClaimedJob job_;
  session::Conversation conversation_;
};

}  // namespace

std::expected<std::vector<session::Exchange>, std::string> conversation_of(
    const std::vector<storage::EvidenceItem>& evidence) {
  const auto found =
      std::ranges::find(evidence, session::kConversationKind, &storage::EvidenceItem::kind);
  if (found == evidence.end()) {
    return std::unexpected("the evidence holds no conversation to replay");
  }
  const auto text = page::decompressed(found->zstd);
  if (!text) return std::unexpected(text.error().message);
  return session::parse_exchanges(*text);
}

std::expected<Replayed, std::string> replay(const session::SiteBook& book,
                                            const site_api::Site& flow,
                                            const storage::Merchant& merchant,
                                            const RecordedRead& read) {
  auto exchanges = conversation_of(read.evidence);
  if (!exchanges) return std::unexpected(exchanges.error());
  return Replaying(book, flow, merchant, read, std::move(*exchanges)).run();
}

}  // namespace vancrawl::engine
