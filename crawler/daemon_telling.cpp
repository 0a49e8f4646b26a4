#include "crawler/daemon_telling.h"

#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/morning_report.h"

namespace vancrawl {
namespace {

boost::asio::awaitable<void> make_due_report(engine::StoreThread& store, model::Clock& clock,
                                             const Telling& telling) {
  std::vector<std::string> channels;
  for (const auto& one : telling.messengers) channels.push_back(one->name());
  const auto offers = [&](const model::SiteId& site, model::Ledger ledger) {
    return !telling.sites.has(site) || telling.sites.at(site).book.facts.ledgers.contains(ledger);
  };
  co_await store.run([&](storage::Transaction& transaction) {
    const auto now = clock.now();
    if (!engine::is_report_due(transaction, telling.report_after_midnight, now)) return;
    const auto report = engine::compose_report(transaction, offers, now);
    storage::store_report(transaction, report);
    storage::put_in_outbox(transaction, channels, report.body, now);
  });
}

}  // namespace

engine::Messengers messengers_of(const AlertConfig& alerts, http::Transport& transport,
                                 model::Clock& clock) {
  engine::Messengers all;
  if (!alerts.command.empty()) {
    all.push_back(std::make_unique<engine::CommandMessenger>(clock, alerts.command));
  }
  if (!alerts.webhook.empty()) {
    all.push_back(
        std::make_unique<engine::Webhook>(transport, alerts.webhook, alerts.webhook_ca_file));
  }
  return all;
}

boost::asio::awaitable<void> keep_telling(engine::StoreThread& store, model::Clock& clock,
                                          Telling telling) {
  constexpr std::chrono::seconds kEvery{30};
  for (;;) {
    try {
      co_await make_due_report(store, clock, telling);
      co_await engine::deliver_due(store, clock, telling.messengers);
    } catch (const storage::StoreError& error) {  // the runs meet it too, and say what to do
      spdlog::error("nobody could be told why=\"{}\"", error.what());
    }
    co_await async::sleep_for(clock, kEvery);
  }
}

}  // namespace vancrawl
