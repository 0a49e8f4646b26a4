#include "crawler/http/net_thread.h"

#include <chrono>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "crawler/http/curl_memory.h"

namespace vancrawl::http {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTick(100);
constexpr int kIdleMilliseconds = 60'000;
// Of one share: a session speaks to one host. The connection from before a login, which goes over a
// fresh one, is closed with it; a site of two hosts resumes TLS when it changes between them.
constexpr long kKeptConnections = 1;

void require(CURLMcode code) {
  if (code != CURLM_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

}  // namespace

struct NetThread::Inner {
  void loop();
  /// False when it is time to stop; everything posted until then has run.
  bool run_posted();
  bool is_stopping();
  void collect_ended();
  void end(CURL* easy, int code);
  void end_slow_ones();
  void end_all();

  CURLM* multi = nullptr;
  std::mutex mutex;
  std::vector<Task> posted;
  bool stopping = false;
  bool over = false;
  std::unordered_map<CURL*, NetTransfer*> running;
  Steady::time_point next_tick;
  std::thread thread;
};

bool NetThread::Inner::run_posted() {
  std::vector<Task> tasks;
  bool stop = false;
  {
    const std::lock_guard lock(mutex);
    tasks.swap(posted);
    stop = stopping;
  }
  for (Task& task : tasks) task();
  return !stop;
}

void NetThread::Inner::loop() {
  next_tick = Steady::now() + kTick;
  while (run_posted()) {
    int count = 0;
    require(curl_multi_perform(multi, &count));
    collect_ended();
    if (Steady::now() >= next_tick) end_slow_ones();
    const int wait = running.empty() ? kIdleMilliseconds : static_cast<int>(kTick.count());
    require(curl_multi_poll(multi, nullptr, 0, wait, nullptr));
  }
  end_all();
}

bool NetThread::Inner::is_stopping() {
  const std::lock_guard lock(mutex);
  return stopping;
}

void NetThread::Inner::collect_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
  }
}

void NetThread::Inner::end(CURL* easy, int code) {
  const auto found = running.find(easy);
  NetTransfer* const transfer = found->second;
  running.erase(found);
  require(curl_multi_remove_handle(multi, easy));
  transfer->ended(code);
}

void NetThread::Inner::end_slow_ones() {
  next_tick = Steady::now() + kTick;
  std::vector<CURL*> slow;
  for (const auto& [easy, transfer] : running) {
    if (transfer->is_too_slow()) slow.push_back(easy);
  }
  for (CURL* easy : slow) end(easy, CURLE_OPERATION_TIMEDOUT);
}

void NetThread::Inner::end_all() {
  while (!running.empty()) end(running.begin()->first, CURLE_ABORTED_BY_CALLBACK);
}

NetThread::NetThread() : inner_(std::make_unique<Inner>()) {
  start_curl();
  inner_->multi = curl_multi_init();
  if (inner_->multi == nullptr) throw std::runtime_error("libcurl: no multi handle");
  require(curl_multi_setopt(inner_->multi, CURLMOPT_MAXCONNECTS, kKeptConnections));
  inner_->thread = std::thread([this] { inner_->loop(); });
}

NetThread::~NetThread() {
  end();
  curl_multi_cleanup(inner_->multi);
}

void NetThread::end() {
  if (!inner_->thread.joinable()) return;
  {
    const std::lock_guard lock(inner_->mutex);
    inner_->stopping = true;
  }
  require(curl_multi_wakeup(inner_->multi));
  inner_->thread.join();
  {
    const std::lock_guard lock(inner_->mutex);
    inner_->over = true;
  }
  inner_->run_posted();
}

void NetThread::post(Task task) {
  bool first = false;
  bool over = false;
  {
    const std::lock_guard lock(inner_->mutex);
    first = inner_->posted.empty();
    over = inner_->over;
    if (!over) inner_->posted.push_back(std::move(task));
  }
  if (over) return task();
  if (first) require(curl_multi_wakeup(inner_->multi));
}

void NetThread::start(void* easy, NetTransfer& transfer) {
  if (inner_->is_stopping()) return transfer.ended(CURLE_ABORTED_BY_CALLBACK);
  inner_->running.emplace(easy, &transfer);
  require(curl_multi_add_handle(inner_->multi, easy));
}

void NetThread::stop(void* easy) {
  if (inner_->running.erase(easy) == 1) require(curl_multi_remove_handle(inner_->multi, easy));
}

}  // namespace vancrawl::http
