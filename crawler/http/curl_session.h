#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "crawler/async/suspension.h"
#include "crawler/http/answer_collector.h"
#include "crawler/http/net_thread.h"
#include "crawler/http/request_rules.h"
#include "crawler/http/transport.h"

struct curl_slist;

namespace vancrawl::http {

/// What libcurl holds for one connection: a share handle of its own and one easy handle. Made
/// anywhere; used and destroyed on the net thread, but for `hand_over` and `take_outcome`, between
/// which the net thread owns it.
class CurlSession final : public NetTransfer {
 public:
  using Waiting = std::shared_ptr<async::Suspension>;

  CurlSession(NetThread& net, ConnectionOptions options, AllowedUrls allowed);
  ~CurlSession() override;
  CurlSession(const CurlSession&) = delete;
  CurlSession& operator=(const CurlSession&) = delete;

  /// Caller's thread: the next request. Returns its number, for `cancel`.
  std::uint64_t hand_over(Request request);
  /// Caller's thread, once the suspension given to `start` was resumed.
  [[nodiscard]] SendResult take_outcome();

  void start(std::uint64_t number, Waiting waiting);
  /// Does nothing if that request has ended.
  void cancel(std::uint64_t number);
  [[nodiscard]] std::vector<Cookie> cookies();
  void set_cookies(const std::vector<Cookie>& cookies);

  void ended(int curl_code) override;
  [[nodiscard]] bool is_too_slow() override;

 private:
  struct Callbacks;

  void make_ready();
  void drop_easy();
  void grow_buffer_after(std::size_t body_bytes);
  void set_request();
  void set_headers();
  [[nodiscard]] Response finished_response();
  [[nodiscard]] TransportFault failure(int curl_code);
  void finish(SendResult outcome);

  NetThread& net_;
  ConnectionOptions options_;
  AllowedUrls allowed_;
  void* share_ = nullptr;
  void* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
  std::array<char, 256> error_text_{};

  Request request_;
  std::uint64_t last_number_ = 0;  ///< caller's thread
  std::uint64_t number_ = 0;       ///< net thread
  Waiting waiting_;
  AnswerCollector answer_;
  bool connection_was_ready_ = false;
  int tls_begun_ = 0;  ///< handshakes of the transfer, a proxy's too
  bool too_slow_ = false;
  bool has_large_buffer_ = false;
  std::int64_t window_bytes_ = 0;
  std::chrono::steady_clock::time_point window_start_;
  std::optional<SendResult> outcome_;
};

}  // namespace vancrawl::http
