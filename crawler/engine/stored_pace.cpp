#include "crawler/engine/stored_pace.h"

#include <vector>

namespace vancrawl::engine {

boost::asio::awaitable<void> StoredPace::resume() {
  const auto marks = co_await store_.run(
      [](storage::Transaction& transaction) { return storage::pace_marks(transaction); });
  for (const auto& id : sites_.ids()) {
    std::optional<storage::PaceMark> mine;
    for (const auto& mark : marks) {
      if (mark.site == id) mine = mark;
    }
    sites_.at(id).pace.keep_in(*this, mine);
  }
}

boost::asio::awaitable<void> StoredPace::save_all() {
  std::vector<storage::PaceMark> marks;
  for (const auto& id : sites_.ids()) marks.push_back(sites_.at(id).pace.mark());
  co_await store_.run([&marks](storage::Transaction& transaction) {
    for (const auto& mark : marks) storage::save_pace(transaction, mark);
  });
}

boost::asio::awaitable<void> StoredPace::save_at_end() {
  for (const auto& id : sites_.ids()) sites_.at(id).pace.free_reserved();
  co_await save_all();
}

boost::asio::awaitable<void> StoredPace::save(storage::PaceMark mark) {
  co_await store_.run(
      [&mark](storage::Transaction& transaction) { storage::save_pace(transaction, mark); });
}

}  // namespace vancrawl::engine
