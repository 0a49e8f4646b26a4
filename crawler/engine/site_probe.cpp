#include "crawler/engine/site_probe.h"

#include <spdlog/spdlog.h>

#include "crawler/session/conversation.h"
#include "storage/brakes.h"
#include "storage/tasks.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::VisitFailure;
using storage::BrakePlace;
using storage::TaskKind;
using storage::TaskSubject;

constexpr std::chrono::minutes kTryAgainAfter{10};
constexpr TaskKind kProbeFailed{"probe_failed"};

/// Only a failure that the policy tries again by itself is probed; a person resumes all others.
bool is_for_a_person(const storage::Brake& brake) { return !brake.probe_at; }

awaitable<std::optional<VisitFailure>> asked(RunContext& context, LoadedSite& site, Exits& exits,
                                             boost::asio::any_io_executor cpu,
                                             const std::string& page_hash_key) {
  EvidenceList unkept;
  std::optional<VisitFailure> failed;
  try {
    auto exit = exits.open({"probe", site.book.facts.id.text()}, site.book.facts);
    session::Conversation conversation(
        site.book, std::move(exit.connection),
        session::ConversationPorts{context.clock, std::move(cpu), site.pace, unkept,
                                   page_hash_key});
    static_cast<void>(co_await conversation.open("probe", {}));
  } catch (const VisitFailure& failure) {  // the one thing that is to be known
    failed = failure;
  }
  co_return failed;
}

void note_up(storage::Transaction& transaction, const model::SiteId& site, model::Instant now) {
  for (const auto& brake : storage::brakes(transaction)) {
    const bool is_here = brake.place == BrakePlace::site(site).text();
    if (is_here && !is_for_a_person(brake)) {
      storage::lift_brake(transaction, brake, "the site answers its probe", now);
    }
  }
  storage::close_tasks(transaction, {kProbeFailed, TaskSubject::site(site)},
                       {"the site answers its probe", "사이트 응답 확인"}, now);
}

void note_down(storage::Transaction& transaction, const model::SiteId& site,
               const VisitFailure& failure, model::Instant now) {
  const bool is_wall = failure.failure() == model::FailureClass::kPortalWall;
  storage::set_brake(transaction,
                     {.place = BrakePlace::site(site),
                      .cause = is_wall ? TaskKind(failure.failure()) : kProbeFailed,
                      .reason = failure.what(),
                      .probe_after = is_wall ? std::chrono::seconds(0) : kTryAgainAfter},
                     now);
  storage::raise_task(
      transaction,
      {.cause = {is_wall ? TaskKind(failure.failure()) : kProbeFailed, TaskSubject::site(site)},
       .volume = is_wall ? storage::TaskVolume::kLoud : storage::TaskVolume::kQuiet,
       .sentence =
           {"{site} does not answer its probe as it should ({failure}): look at the portal; "
            "nothing is asked of it until it answers, or `vancrawl resume --site {site} --reason "
            "TEXT`",
            "{site}이(가) 점검 요청에 정상으로 응답하지 않습니다({failure}). 포털을 "
            "확인하세요. 응답하거나 `vancrawl resume --site {site} --reason TEXT`를 실행할 때까지 "
            "요청하지 않습니다"},
       .ends = {"the site answers its probe", "사이트 응답 확인"},
       .words = {storage::TaskWord::of(site), storage::TaskWord::of(failure.failure())},
       .ends_by_person = is_wall},
      now);
}

}  // namespace

awaitable<ProbeAnswer> probe_site(RunContext& context, LoadedSite& site, Exits& exits,
                                  boost::asio::any_io_executor cpu,
                                  const std::string& page_hash_key) {
  const SiteGuest guest(site);
  const auto& id = site.book.facts.id;
  const auto brake = co_await context.store.run([&id](storage::Transaction& transaction) {
    return storage::stopped_by(transaction, id, model::MerchantId(), std::nullopt);
  });
  if (brake && is_for_a_person(*brake)) co_return ProbeAnswer::kStopped;
  const auto failed = co_await asked(context, site, exits, std::move(cpu), page_hash_key);
  const auto now = context.clock.now();
  co_await context.store.run([&](storage::Transaction& transaction) {
    if (failed) note_down(transaction, id, *failed, now);
    if (!failed) note_up(transaction, id, now);
  });
  if (!failed) co_return ProbeAnswer::kAnswers;
  spdlog::warn("probe failed site={} failure={}", id.text(), name_of(failed->failure()));
  co_return ProbeAnswer::kFails;
}

}  // namespace vancrawl::engine
