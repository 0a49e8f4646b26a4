#include "crawler/http/curl_session.h"

#include <cassert>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "crawler/http/curl_faults.h"
#include "crawler/http/curl_options.h"

namespace vancrawl::http {
namespace {

static_assert(CURL_ERROR_SIZE == 256);

// A session waits with the small buffer of make_easy; one that reads long answers gets a large one.
constexpr std::size_t kLongAnswer = 32 * 1024;
constexpr long kLargeBuffer = 64 * 1024;

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

template <typename Value>
Value fact(CURL* easy, CURLINFO which) {
  Value value{};
  curl_easy_getinfo(easy, which, &value);
  return value;
}

std::chrono::microseconds time_fact(CURL* easy, CURLINFO which) {
  return std::chrono::microseconds(fact<curl_off_t>(easy, which));
}

std::int64_t received_bytes(CURL* easy) {
  return fact<curl_off_t>(easy, CURLINFO_SIZE_DOWNLOAD_T) + fact<long>(easy, CURLINFO_HEADER_SIZE);
}

curl_slist* appended(curl_slist* list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list, line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  return longer;
}

}  // namespace

struct CurlSession::Callbacks {
  static std::size_t header(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& answer = static_cast<CurlSession*>(self)->answer_;
    return answer.take_header({bytes, size * count}) ? size * count : CURL_WRITEFUNC_ERROR;
  }

  static std::size_t body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& answer = static_cast<CurlSession*>(self)->answer_;
    return answer.take_body({bytes, size * count}) ? size * count : CURL_WRITEFUNC_ERROR;
  }

  /// Called when the connection, its tunnel and TLS stand, right before the request is written.
  static int before_request(void* self, char*, char*, int, int) {
    static_cast<CurlSession*>(self)->connection_was_ready_ = true;
    return CURL_PREREQFUNC_OK;
  }

  /// Called when TLS begins: with an https proxy, and, once the tunnel stands, with the portal.
  static CURLcode tls_begins(CURL*, void*, void* self) {
    ++static_cast<CurlSession*>(self)->tls_begun_;
    return CURLE_OK;
  }

  static void attach(CURL* easy, CurlSession* self) {
    set(easy, CURLOPT_HEADERFUNCTION, &header);
    set(easy, CURLOPT_HEADERDATA, self);
    set(easy, CURLOPT_WRITEFUNCTION, &body);
    set(easy, CURLOPT_WRITEDATA, self);
    set(easy, CURLOPT_PREREQFUNCTION, &before_request);
    set(easy, CURLOPT_PREREQDATA, self);
    set(easy, CURLOPT_SSL_CTX_FUNCTION, &tls_begins);
    set(easy, CURLOPT_SSL_CTX_DATA, self);
    set(easy, CURLOPT_ERRORBUFFER, self->error_text_.data());
    set(easy, CURLOPT_SHARE, self->share_);
  }
};

CurlSession::CurlSession(NetThread& net, ConnectionOptions options, AllowedUrls allowed)
    : net_(net), options_(std::move(options)), allowed_(allowed) {}

CurlSession::~CurlSession() {
  assert(!waiting_);
  drop_easy();
  if (share_ != nullptr) curl_share_cleanup(share_);
}

std::uint64_t CurlSession::hand_over(Request request) {
  request_ = std::move(request);
  return ++last_number_;
}

SendResult CurlSession::take_outcome() {
  SendResult outcome = std::move(outcome_).value();
  outcome_.reset();
  return outcome;
}

void CurlSession::make_ready() {
  if (share_ == nullptr) share_ = make_share();
  if (easy_ != nullptr) return;
  easy_ = make_easy(options_, allowed_);
  Callbacks::attach(easy_, this);
}

void CurlSession::drop_easy() {
  if (easy_ != nullptr) curl_easy_cleanup(std::exchange(easy_, nullptr));
  curl_slist_free_all(std::exchange(header_list_, nullptr));
  has_large_buffer_ = false;
}

void CurlSession::grow_buffer_after(std::size_t body_bytes) {
  if (has_large_buffer_ || body_bytes < kLongAnswer) return;
  set(easy_, CURLOPT_BUFFERSIZE, kLargeBuffer);
  has_large_buffer_ = true;
}

void CurlSession::start(std::uint64_t number, Waiting waiting) {
  number_ = number;
  waiting_ = std::move(waiting);
  connection_was_ready_ = false;
  tls_begun_ = 0;
  too_slow_ = false;
  window_start_ = {};
  error_text_.front() = '\0';
  answer_.begin(request_.limits);
  make_ready();
  set_request();
  net_.start(easy_, *this);
}

void CurlSession::set_request() {
  set(easy_, CURLOPT_URL, request_.url.c_str());
  set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.limits.total.count()));
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.limits.connect.count()));
  // On a kept connection that proves dead libcurl sends a request again by itself.
  set(easy_, CURLOPT_FRESH_CONNECT, request_.carries_secret ? 1L : 0L);
  switch (request_.method) {
    case Method::kGet:
      set(easy_, CURLOPT_HTTPGET, 1L);
      break;
    case Method::kPost:
      set(easy_, CURLOPT_POST, 1L);
      set(easy_, CURLOPT_POSTFIELDS, request_.body.data());
      set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
      break;
  }
  set_headers();
}

void CurlSession::set_headers() {
  curl_slist_free_all(std::exchange(header_list_, nullptr));
  for (const Header& header : request_.headers) {
    const bool empty = header.value.empty();
    header_list_ = appended(header_list_, header.name + (empty ? ";" : ": " + header.value));
  }
  if (request_.method == Method::kPost) {
    header_list_ = appended(header_list_, "Expect:");
    if (!request_.content_type.empty()) {
      header_list_ = appended(header_list_, "Content-Type: " + request_.content_type);
    }
  }
  set(easy_, CURLOPT_HTTPHEADER, header_list_);
}

bool CurlSession::is_too_slow() {
  if (!answer_.has_begun()) return false;
  const auto now = std::chrono::steady_clock::now();
  const auto received = received_bytes(easy_);
  const bool first_look = window_start_ == std::chrono::steady_clock::time_point{};
  if (!first_look && now - window_start_ < request_.limits.slow_for) return false;
  const auto seconds = std::chrono::duration<double>(now - window_start_).count();
  const auto rate = static_cast<double>(received - window_bytes_) / seconds;
  too_slow_ = !first_look && rate < static_cast<double>(request_.limits.slowest_bytes_per_second);
  window_start_ = now;
  window_bytes_ = received;
  return too_slow_;
}

void CurlSession::ended(int curl_code) {
  if (curl_code == CURLE_OK) {
    finish(finished_response());
  } else {
    finish(std::unexpected(failure(curl_code)));
  }
}

void CurlSession::cancel(std::uint64_t number) {
  if (number != number_ || !waiting_) return;
  net_.stop(easy_);
  ended(CURLE_ABORTED_BY_CALLBACK);
}

Response CurlSession::finished_response() {
  Response response = answer_.take();
  grow_buffer_after(response.body.size());
  response.status = static_cast<int>(fact<long>(easy_, CURLINFO_RESPONSE_CODE));
  response.url = request_.url;
  response.timing.connected = time_fact(easy_, CURLINFO_CONNECT_TIME_T);
  response.timing.secured = time_fact(easy_, CURLINFO_APPCONNECT_TIME_T);
  response.timing.first_byte = time_fact(easy_, CURLINFO_STARTTRANSFER_TIME_T);
  response.timing.total = time_fact(easy_, CURLINFO_TOTAL_TIME_T);
  response.fresh_connection = fact<long>(easy_, CURLINFO_NUM_CONNECTS) > 0;
  response.wire_bytes =
      static_cast<std::uint64_t>(received_bytes(easy_) + fact<long>(easy_, CURLINFO_REQUEST_SIZE));
  return response;
}

TransportFault CurlSession::failure(int curl_code) {
  FailedTransfer failed;
  failed.curl_code = curl_code;
  failed.through_proxy = options_.proxy.has_value();
  const bool tls_to_proxy =
      failed.through_proxy && options_.proxy->scheme == ProxyEndpoint::Scheme::kHttps;
  failed.tunnel_stood = tls_begun_ > (tls_to_proxy ? 1 : 0);
  failed.connection_was_ready = connection_was_ready_;
  failed.connect_status = fact<long>(easy_, CURLINFO_HTTP_CONNECTCODE);
  failed.proxy_code = fact<long>(easy_, CURLINFO_PROXY_ERROR);
  failed.too_large = answer_.is_too_large();
  failed.too_slow = too_slow_;
  failed.text = error_text_.data();
  return fault_of(failed);
}

void CurlSession::finish(SendResult outcome) {
  // The send buffer belongs to the easy handle and would keep the secret.
  if (request_.carries_secret) drop_easy();
  request_ = Request();
  outcome_.emplace(std::move(outcome));
  const Waiting waiting = std::exchange(waiting_, nullptr);
  waiting->resume();
}

std::vector<Cookie> CurlSession::cookies() {
  make_ready();
  const auto lines = fact<curl_slist*>(easy_, CURLINFO_COOKIELIST);
  std::vector<Cookie> cookies;
  for (const curl_slist* line = lines; line != nullptr; line = line->next) {
    auto cookie = parse_cookie_line(line->data);
    if (cookie) cookies.push_back(std::move(*cookie));
  }
  curl_slist_free_all(lines);
  return cookies;
}

void CurlSession::set_cookies(const std::vector<Cookie>& cookies) {
  make_ready();
  set(easy_, CURLOPT_COOKIELIST, "ALL");
  for (const Cookie& cookie : cookies) {
    const auto line = cookie_line(cookie);
    if (line) curl_easy_setopt(easy_, CURLOPT_COOKIELIST, line->c_str());
  }
}

}  // namespace vancrawl::http
