#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/async/real_clock.h"
#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/audit.h"
#include "storage/consumers.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPage = 500;
constexpr auto kLookAgainAfter = std::chrono::seconds(1);

struct Asked {
  std::string after;
  std::string consumer;
  std::int64_t limit = 0;
  bool follow = false;
  std::string position;
  bool back = false;
};

Json json_of(const storage::SliceChange& change) {
  Json evidence = Json::array();
  for (const auto& hash : change.evidence) evidence.push_back(hash.text());
  return {{"position", storage::to_text(change.position)},
          {"merchant", change.key.merchant.text()},
          {"site", change.key.site.text()},
          {"ledger", model::name_of(change.key.ledger)},
          {"date", change.key.date.iso()},
          {"state", model::name_of(change.state)},
          {"challenged", change.challenged},
          {"settleable", change.settleable},
          {"after_cut", change.after_cut},
          {"rows", change.row_count},
          {"added", change.added},
          {"changed", change.changed},
          {"vanished", change.vanished},
          {"content_hash", hex_of(change.content_hash)},
          {"job", change.job.number()},
          {"observed_at", model::to_iso(change.observed_at)},
          {"recorded_at", model::to_iso(change.recorded_at)},
          {"evidence", evidence}};
}

void print_change(const Invocation& invocation, const storage::SliceChange& change) {
  fmt::print(invocation.out, "{:>9} {} {:<12} {:<14} {:<11} {:<11}{}{}{} +{} ~{} -{}\n",
             storage::to_text(change.position), change.key.date.iso(), change.key.merchant.text(),
             change.key.site.text(), model::name_of(change.key.ledger),
             model::name_of(change.state), change.challenged ? " challenged" : "",
             change.settleable ? " settleable" : "", change.after_cut ? " after_cut" : "",
             change.added, change.changed, change.vanished);
}

void print_resync(const Invocation& invocation, const storage::Resync& resync) {
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"resync", resync.why}, {"head", storage::to_text(resync.head)}}.dump());
  } else {
    fmt::print(invocation.out, "resync: {}; take everything anew, then go on from {}\n", resync.why,
               storage::to_text(resync.head));
  }
}

/// Prints page after page and remembers how far it has come.
class Printing {
 public:
  Printing(const Invocation& invocation, storage::FeedPosition after, std::int64_t limit)
      : invocation_(invocation),
        reader_(storage::Reader::open(invocation.config().store)),
        after_(after),
        left_(limit) {}

  /// False once there is nothing more to wait for: resync, or enough entries.
  [[nodiscard]] bool print_what_there_is() {
    while (true) {
      const auto page = storage::changes_after(*reader_, after_, page_size());
      if (!page) {
        print_resync(invocation_, page.error());
        code_ = kNotDone;
        return false;
      }
      for (const auto& change : *page) {
        if (invocation_.json) fmt::print(invocation_.out, "{}\n", json_of(change).dump());
        if (!invocation_.json) print_change(invocation_, change);
      }
      std::fflush(invocation_.out);
      if (page->empty()) return true;
      after_ = page->back().position;
      if (left_ == 0) continue;
      left_ -= static_cast<std::int64_t>(page->size());
      if (left_ <= 0) return false;
    }
  }
  [[nodiscard]] int code() const { return code_; }

 private:
  [[nodiscard]] int page_size() const {
    return left_ == 0 ? kPage : static_cast<int>(std::min<std::int64_t>(left_, kPage));
  }

  const Invocation& invocation_;
  std::unique_ptr<storage::Reader> reader_;
  storage::FeedPosition after_;
  std::int64_t left_;  ///< 0: no limit
  int code_ = kDone;
};

/// Looks again every second until a signal comes.
class Following {
 public:
  explicit Following(Printing& printing)
      : printing_(printing), clock_(io_.get_executor()), signals_(io_, SIGINT, SIGTERM) {}

  /// True if a signal ended it.
  [[nodiscard]] bool run() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      stopped_ = true;
      clock_.cancel(timer_);
    });
    look();
    io_.run();
    return stopped_;
  }

 private:
  void look() {
    if (!printing_.print_what_there_is()) {
      signals_.cancel();
      return;
    }
    timer_ = clock_.call_at(clock_.monotonic() + kLookAgainAfter, [this] { look(); });
  }

  Printing& printing_;
  boost::asio::io_context io_;
  async::RealClock clock_;
  boost::asio::signal_set signals_;
  model::Clock::TimerId timer_{};
  bool stopped_ = false;
};

storage::FeedPosition position_option(const std::string& name, const std::string& text) {
  const auto position = storage::parse_position(text);
  if (!position) throw InputError(name + ": " + position.error().message());
  return *position;
}

storage::FeedPosition start_of(const Invocation& invocation, const Asked& asked) {
  if (!asked.after.empty() && !asked.consumer.empty()) {
    throw InputError("--after, --consumer: give one of them");
  }
  if (!asked.after.empty()) return position_option("--after", asked.after);
  if (asked.consumer.empty()) return {};
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto known = storage::consumer(*reader, asked.consumer);
  return known ? known->position : storage::FeedPosition{};
}

int print_changes(const Invocation& invocation, const Asked& asked) {
  Printing printing(invocation, start_of(invocation, asked), asked.limit);
  if (asked.follow) return Following(printing).run() ? kStopped : printing.code();
  static_cast<void>(printing.print_what_there_is());
  return printing.code();
}

int acknowledge(const Invocation& invocation, const Asked& asked) {
  const auto position = position_option("POSITION", asked.position);
  auto store = open_store(invocation.config());
  const auto answer = store.write([&](storage::Transaction& transaction) {
    const auto taken = asked.back
                           ? storage::rewind(transaction, asked.consumer, position, now())
                           : storage::acknowledge(transaction, asked.consumer, position, now());
    storage::append_audit(
        transaction, "consumer moved", asked.consumer,
        fmt::format("to {}: {}", storage::to_text(position), storage::name_of(taken)), now());
    return taken;
  });
  const Json json = {{"consumer", asked.consumer},
                     {"position", storage::to_text(position)},
                     {"answer", storage::name_of(answer)}};
  if (invocation.json) fmt::print(invocation.out, "{}\n", json.dump());
  if (!invocation.json) {
    fmt::print(invocation.out, "{} {}: {}\n", asked.consumer, storage::to_text(position),
               storage::name_of(answer));
  }
  return answer == storage::AckAnswer::kAcknowledged ? kDone : kNotDone;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto head = storage::feed_head(*reader);
  for (const auto& consumer : storage::consumers(*reader)) {
    const Json json = {{"consumer", consumer.name},
                       {"position", storage::to_text(consumer.position)},
                       {"head", storage::to_text(head)},
                       {"acknowledged_at", model::to_iso(consumer.acknowledged_at)}};
    if (invocation.json) fmt::print(invocation.out, "{}\n", json.dump());
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:<16} at {} of {}\n", consumer.name,
               storage::to_text(consumer.position), storage::to_text(head));
  }
  return 0;
}

}  // namespace

void add_changes(Command& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const command = app.add_subcommand("changes", "prints the change feed, slice by slice");
  command->add_option("--after", asked->after, "position EPOCH:NUMBER (the start)");
  command->add_option("--consumer", asked->consumer, "go on where this reader has come to");
  command->add_option("--limit", asked->limit, "at least so many, to the end of a commit (all)")
      ->check_range(1, 1'000'000);
  command->add_flag("--follow", asked->follow, "wait for more until stopped (then exit 130)");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_changes(invocation, *asked); };
  });
}

void add_consumers(Command& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const command = app.add_subcommand("consumers", "how far readers of the feed have come");
  command->require_subcommand(1);
  auto* const taking = command->add_subcommand("ack", "everything up to a position was taken");
  taking->add_option("name", asked->consumer)->required();
  taking->add_option("position", asked->position, "EPOCH:NUMBER")->required();
  taking->add_flag("--rewind", asked->back, "backwards, too");
  taking->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return acknowledge(invocation, *asked); };
  });
  command->add_subcommand("list", "prints every reader")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
}

}  // namespace vancrawl::cli
