#pragma once

#include <functional>
#include <memory>

namespace vancrawl::http {

/// A transfer as the net thread sees it. All calls come on the net thread.
class NetTransfer {
 public:
  virtual ~NetTransfer() = default;
  /// The transfer has left the loop. `curl_code` is a CURLcode.
  virtual void ended(int curl_code) = 0;
  /// Asked ten times a second; true ends the transfer with `ended(CURLE_OPERATION_TIMEDOUT)`.
  [[nodiscard]] virtual bool is_too_slow() = 0;
};

/// The one thread on which libcurl runs: curl_multi_perform and curl_multi_poll, woken by
/// curl_multi_wakeup.
///
/// Shutdown, in this order: `end()`; run the executors until every send has come back (with
/// kCancelled); destroy the connections, the transport, then this.
class NetThread {
 public:
  using Task = std::move_only_function<void()>;

  NetThread();
  /// Ends.
  ~NetThread();
  NetThread(const NetThread&) = delete;
  NetThread& operator=(const NetThread&) = delete;

  /// Any thread. Runs `task` on the net thread, in the order of posting; after `end()` at once on
  /// the caller's, which then must be one thread. It must not throw.
  void post(Task task);

  /// Owner's thread, more than once. Runs what was posted, ends every transfer as cancelled, joins.
  /// A transfer that starts later ends at once as cancelled.
  void end();

  /// Net thread only. `easy` is a CURL*; both live until `ended` was called or `stop` returned.
  void start(void* easy, NetTransfer& transfer);
  /// Net thread only. Takes it out of the loop without calling `ended`; its connection is closed.
  void stop(void* easy);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::http
