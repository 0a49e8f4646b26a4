#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>

#include "crawler/async/suspension.h"

namespace vancrawl::async {

/// Runs `work` on another executor (the cpu pool, or in tests the control executor itself) and
/// comes back to the caller's with its result or its exception. `work` runs to its end even if the
/// caller is cancelled, and the caller waits for it: what it refers to stays valid.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> run_on(boost::asio::any_io_executor pool,
                                                          Work work) {
  using Result = std::invoke_result_t<Work>;
  struct Outcome {
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
  };
  Outcome outcome;
  co_await suspend(
      [&pool, &work, &outcome](const std::shared_ptr<Suspension>& waiting) {
        boost::asio::post(pool, [&work, &outcome, waiting] {
          try {
            if constexpr (std::is_void_v<Result>) {
              work();
            } else {
              outcome.value.emplace(work());
            }
          } catch (...) {  // carried to the caller, whose exception it is
            outcome.error = std::current_exception();
          }
          waiting->resume();
        });
      },
      [](const std::shared_ptr<Suspension>&) {});
  if (outcome.error) std::rethrow_exception(outcome.error);
  if constexpr (!std::is_void_v<Result>) co_return std::move(*outcome.value);
}

}  // namespace vancrawl::async
