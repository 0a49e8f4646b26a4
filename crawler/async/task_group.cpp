#include "crawler/async/task_group.h"

#include <cassert>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace vancrawl::async {
namespace {

bool is_abort(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& e) {  // asked only what it is
    return e.code() == boost::asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

TaskGroup::TaskGroup(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

TaskGroup::~TaskGroup() { assert(running_.empty() && "join() the group before it goes"); }

void TaskGroup::spawn(boost::asio::awaitable<void> task) {
  const auto entry = running_.emplace(running_.end());
  boost::asio::co_spawn(
      executor_, std::move(task),
      boost::asio::bind_cancellation_slot(
          entry->stop.slot(), [this, entry](std::exception_ptr error) { ended(entry, error); }));
}

void TaskGroup::cancel() {
  // A task that ends at once leaves the list, so the next one is taken before the signal.
  for (auto at = running_.begin(); at != running_.end();) {
    auto& task = *at++;
    task.stop.emit(boost::asio::cancellation_type::terminal);
  }
}

void TaskGroup::ended(std::list<Task>::iterator task, std::exception_ptr error) {
  running_.erase(task);
  if (error && !first_error_ && !is_abort(error)) first_error_ = error;
  if (running_.empty() && end_of_all_) end_of_all_->set();
}

boost::asio::awaitable<void> TaskGroup::all_ended() {
  while (!running_.empty()) {
    end_of_all_ = std::make_unique<Event>();
    co_await end_of_all_->wait();
  }
  end_of_all_.reset();
}

boost::asio::awaitable<void> TaskGroup::join() {
  // A coroutine of its own, out of reach of the caller's cancellation, which stays on record.
  co_await boost::asio::co_spawn(executor_, all_ended(),
                                 boost::asio::bind_cancellation_slot(
                                     boost::asio::cancellation_slot(), boost::asio::use_awaitable));
  if (first_error_) std::rethrow_exception(std::exchange(first_error_, nullptr));
}

}  // namespace vancrawl::async
