#include <chrono>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/async/task_group.h"
#include "crawler/cli/application.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/proxies_list.h"
#include "crawler/engine/exits.h"
#include "crawler/http/curl_transport.h"
#include "crawler/http/net_thread.h"

namespace vancrawl::cli {
namespace {

using boost::asio::awaitable;
using Json = nlohmann::ordered_json;

constexpr int kAtOnce = 16;

struct Asked {
  std::string url;
  std::string ca_file;
  std::string exit;
  int seconds = 10;
};

struct Checked {
  const proxy_pool::Exit* exit = nullptr;
  bool works = false;
  int status = 0;
  std::chrono::milliseconds took{0};
  std::string fault{};
};

struct Round {
  const Asked& asked;
  http::Transport& transport;
  std::vector<Checked> checks;
  std::size_t next = 0;
};

http::Request request_of(const Asked& asked) {
  http::Request request(http::Method::kGet, asked.url);
  request.limits.total = std::chrono::seconds(asked.seconds);
  request.limits.connect = request.limits.total;
  request.limits.max_bytes = std::uint64_t{64} * 1024;
  return request;
}

awaitable<void> check(const Asked& asked, http::Transport& transport, Checked& one) {
  http::ConnectionOptions options;
  options.proxy = engine::endpoint_of(*one.exit);
  if (!asked.ca_file.empty()) options.extra_ca_file = asked.ca_file;
  options.user_agent = engine::kUserAgent;
  const auto connection = transport.open(std::move(options));
  const auto answer = co_await connection->send(request_of(asked));
  if (!answer) {
    one.fault = std::string(http::name_of(answer.error().kind)) + ": " + answer.error().detail;
    co_return;
  }
  one.status = answer->status;
  one.took = std::chrono::duration_cast<std::chrono::milliseconds>(answer->timing.total);
  one.works = answer->status >= 200 && answer->status < 400;
  if (!one.works) one.fault = fmt::format("the endpoint answers {}", one.status);
}

awaitable<void> check_next(Round& round) {
  while (round.next < round.checks.size()) {
    auto& one = round.checks[round.next++];
    co_await check(round.asked, round.transport, one);
  }
}

awaitable<void> check_all(Round& round) {
  async::TaskGroup workers(co_await boost::asio::this_coro::executor);
  for (int i = 0; i < kAtOnce; ++i) workers.spawn(check_next(round));
  co_await workers.join();
}

std::vector<Checked> run(const Asked& asked, const proxy_pool::ProxyList& list) {
  boost::asio::io_context io;
  http::NetThread net;
  http::CurlTransport transport(net);
  Round round{asked, transport, {}};
  for (const auto& exit : list.exits) {
    if (asked.exit.empty() || exit.id.text() == asked.exit) round.checks.push_back({.exit = &exit});
  }
  std::exception_ptr failed;
  boost::asio::co_spawn(io, check_all(round),
                        [&](std::exception_ptr error) { failed = std::move(error); });
  io.run();
  if (failed) std::rethrow_exception(failed);
  return std::move(round.checks);
}

void print(const Invocation& invocation, const Checked& one) {
  fmt::print(
      invocation.out, "{:<44} {}\n", one.exit->id.text(),
      one.works ? fmt::format("works, {} in {} ms", one.status, one.took.count()) : one.fault);
}

Json json_of(const Checked& one) {
  return {{"exit", one.exit->id.text()},
          {"works", one.works},
          {"status", one.status},
          {"ms", one.took.count()},
          {"fault", one.fault}};
}

int check_exits(const Invocation& invocation, Asked asked) {
  const auto config = invocation.config();
  if (asked.url.empty()) asked.url = config.proxy_check_url;
  if (!asked.url.starts_with("https://")) {
    throw InputError("--url or proxy_check_url: an https:// address that answers anybody");
  }
  const auto list = listed_exits(invocation, config);
  const auto checks = run(asked, list);
  if (checks.empty()) throw InputError("EXIT: no such exit is listed");
  Json all = Json::array();
  bool all_work = true;
  for (const auto& one : checks) {
    all_work = all_work && one.works;
    all.push_back(json_of(one));
    if (!invocation.json) print(invocation, one);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return all_work ? kDone : kNotDone;
}

}  // namespace

void add_proxies_check(Command& proxies, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const command = proxies.add_subcommand(
      "check", "asks an address through every exit, without any account (exit 1 if one fails)");
  command->add_option("exit", asked->exit, "only this one");
  command->add_option("--url", asked->url, "https address; else proxy_check_url");
  command->add_option("--ca-file", asked->ca_file, "PEM, trusted for it besides the system's");
  command->add_option("--seconds", asked->seconds, "for each exit")
      ->check_range(1, 300)
      ->capture_default_str();
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return check_exits(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
