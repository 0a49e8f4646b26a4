#include "crawler/session/conversation.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/async/run_on.h"
#include "crawler/async/timing.h"
#include "crawler/model/secret.h"
#include "crawler/page/evidence_text.h"
#include "crawler/session/address.h"
#include "crawler/session/answer_judgement.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitFailure;

constexpr int kTries = 3;
constexpr int kMostRedirects = 5;
constexpr std::size_t kMostPictureBytes = 512 * 1024;

template <class T>
T value_or_plugin_fault(std::expected<T, std::string> result) {
  if (!result) throw VisitFailure(FailureClass::kPluginFault, result.error());
  return std::move(*result);
}

bool may_be_tried_again(FailureClass failure) {
  return failure == FailureClass::kNetwork || failure == FailureClass::kTimeout;
}

http::Request get(const Address& address) {
  http::Request request;
  request.url = address.url;
  return request;
}

/// The request as declared, with its placeholders filled.
http::Request made(const SiteBook& book, const std::string& name, const Fill& fill) {
  const auto found = book.requests.find(name);
  if (found == book.requests.end()) {
    throw VisitFailure(FailureClass::kPluginFault, "no request \"" + name + "\" is declared");
  }
  const auto& declared = found->second;
  Parameters parameters = declared.parameters;
  for (auto& [parameter, value] : parameters) {
    value = value_or_plugin_fault(filled_in(value, fill.values));
  }
  parameters.insert(parameters.end(), fill.extra.begin(), fill.extra.end());
  auto path = value_or_plugin_fault(filled_in(declared.path, fill.values));
  const auto query = encoded(parameters);
  http::Request request;
  if (declared.method == RequestMethod::kPost) {
    request.method = http::Method::kPost;
    request.content_type = "application/x-www-form-urlencoded";
    request.body = query;
  } else if (!query.empty()) {
    path += "?" + query;
  }
  const auto& facts = book.facts;
  request.url = value_or_plugin_fault(resolved(facts.base_url, path, facts.hosts)).url;
  return request;
}

RawAnswer taken(http::Response response, std::string name, const std::string& hash_key) {
  RawAnswer answer;
  answer.request = std::move(name);
  answer.status = response.status;
  answer.url = response.url;
  answer.path = path_of(response.url);
  answer.location = response.header("location").value_or("");
  answer.content_type = std::move(response.content_type);
  answer.retry_after = retry_after_of(response);
  answer.hash = page::page_hash(hash_key, response.body);
  answer.body = std::move(response.body);
  return answer;
}

Exchange without_answer(Exchange exchange, const VisitFailure& failure) {
  exchange.failure = failure.failure();
  exchange.detail = failure.what();
  return exchange;
}

bool is_redirect(int status) { return status >= 301 && status <= 308 && status != 304; }

}  // namespace

Conversation::Conversation(const SiteBook& book, std::unique_ptr<http::Connection> connection,
                           ConversationPorts ports)
    : book_(book), connection_(std::move(connection)), ports_(std::move(ports)) {}

Conversation::~Conversation() = default;

void Conversation::note(Noted noted, Exchange exchange) const {
  if (noted != Noted::kNot) ports_.evidence.note(std::move(exchange));
}

boost::asio::awaitable<RawAnswer> Conversation::ask_once(http::Request request, std::string name,
                                                         Noted noted) {
  co_await ports_.pace.take_turn();
  const auto values = noted == Noted::kWhole ? Values::kKept : Values::kLeftOut;
  Exchange exchange{name, asked_text(request, book_.scrub, values), ports_.clock.now()};
  const auto asked_at = ports_.clock.monotonic();
  auto sent = co_await connection_->send(std::move(request));
  const bool good = sent && sent->status < 500;
  ports_.pace.answered(ports_.clock.monotonic() - asked_at,
                       good ? AnswerKind::kGood : AnswerKind::kFailed);
  if (!sent) {
    const auto failure = failure_of(sent.error());
    note(noted, without_answer(std::move(exchange), failure));
    throw failure;
  }
  auto answer = taken(std::move(*sent), std::move(name), ports_.page_hash_key);
  exchange.status = answer.status;
  exchange.location = location_text(answer.location);
  exchange.answer = answer.hash;
  if (const auto throttled = throttling_of(answer)) {
    ports_.pace.hold_for(*throttled->come_back_after());
    note(noted, without_answer(std::move(exchange), *throttled));
    throw *throttled;
  }
  note(noted, std::move(exchange));
  co_return answer;
}

boost::asio::awaitable<bool> Conversation::is_explained(const RawAnswer& answer) {
  const auto judgement =
      co_await async::run_on(ports_.cpu, [this, &answer] { return judgement_of(book_, answer); });
  co_return !judgement.fault;
}

boost::asio::awaitable<RawAnswer> Conversation::ask(std::string request, Fill fill) {
  for (int tried = 1;; ++tried) {
    auto made_anew = made(book_, request, fill);
    const bool last = tried == kTries || made_anew.method != http::Method::kGet;
    std::optional<VisitFailure> failed;
    try {
      auto answer = co_await ask_once(std::move(made_anew), request, Noted::kWhole);
      const bool server_error = answer.status >= 500 && !last;
      bool take = !server_error;
      if (server_error) take = co_await is_explained(answer);
      if (take) co_return answer;
    } catch (const VisitFailure& failure) {  // weighed below, where it may be awaited
      failed = failure;
    }
    if (failed && (last || !may_be_tried_again(failed->failure()))) throw *failed;
    co_await async::sleep_for(ports_.clock, book_.facts.waits.retry * tried);
  }
}

boost::asio::awaitable<Page> Conversation::open(std::string request, Fill fill) {
  auto answer = co_await ask(request, std::move(fill));
  auto page = co_await understand(std::move(answer));
  co_return page;
}

boost::asio::awaitable<Page> Conversation::understand(RawAnswer answer, const page::Table* table) {
  for (int followed = 0;; ++followed) {
    auto understood = co_await async::run_on(
        ports_.cpu, [this, &answer, table] { return judgement_of(book_, answer, table); });
    const bool follow = understood.fault && is_redirect(answer.status) && !answer.location.empty();
    if (understood.evidence) {
      ports_.evidence.keep(std::move(*understood.evidence));
    } else if (!follow) {
      ports_.evidence.lose(answer.hash, class_of(*understood.fault, answer),
                           understood.fault->message);
    }
    if (!follow) co_return page_for(book_, answer, std::move(understood));
    if (followed == kMostRedirects) {
      throw VisitFailure(FailureClass::kUnknownPage, answer.path + ": redirected without an end");
    }
    auto next = resolved(answer.url, answer.location, book_.facts.hosts);
    if (!next) throw VisitFailure(FailureClass::kUnknownPage, "a redirect: " + next.error());
    answer = co_await ask_once(get(*next), answer.request, Noted::kWithoutValues);
  }
}

boost::asio::awaitable<std::string> Conversation::fetch_picture(std::string path) {
  const auto address =
      value_or_plugin_fault(resolved(book_.facts.base_url, path, book_.facts.hosts));
  auto request = get(address);
  request.limits.max_bytes = kMostPictureBytes;
  auto answer = co_await ask_once(std::move(request), "picture", Noted::kNot);
  if (answer.status != 200 || !answer.content_type.starts_with("image/")) {
    throw VisitFailure(FailureClass::kUnknownPage,
                       fmt::format("{}: status {} and type \"{}\" instead of a picture",
                                   address.path, answer.status, answer.content_type));
  }
  co_return std::move(answer.body);
}

http::Request Conversation::secret_request(const std::string& name, std::string body) const {
  auto request = made(book_, name, {});
  request.method = http::Method::kPost;
  request.content_type = "application/x-www-form-urlencoded";
  request.body = std::move(body);
  request.carries_secret = true;
  return request;
}

boost::asio::awaitable<Conversation::SecretAnswer> Conversation::send_secret(
    std::string name, http::Request request) {
  auto answer =
      co_await send_unrepeated(std::move(name), std::move(request), Follow::kAndKeepEvidence);
  co_return answer;
}

boost::asio::awaitable<Conversation::SecretAnswer> Conversation::send_step(std::string name,
                                                                           http::Request request) {
  auto answer = co_await send_unrepeated(std::move(name), std::move(request), Follow::kNothing);
  co_return answer;
}

boost::asio::awaitable<Page> Conversation::recognise(RawAnswer answer) {
  auto understood =
      co_await async::run_on(ports_.cpu, [this, &answer] { return judgement_of(book_, answer); });
  co_return page_for(book_, answer, std::move(understood));
}

boost::asio::awaitable<Conversation::SecretAnswer> Conversation::send_unrepeated(
    std::string name, http::Request request, Follow follow) {
  auto sent = co_await connection_->send(std::move(request));
  SecretAnswer result;
  if (!sent) {
    result.may_have_been_sent = sent.error().request_may_have_been_sent;
    result.failure = failure_of(sent.error()).failure();
    result.detail = sent.error().detail;
    co_return result;
  }
  auto answer = taken(std::move(*sent), std::move(name), ports_.page_hash_key);
  try {
    if (const auto throttled = throttling_of(answer)) {
      result.verdict_seen = false;
      ports_.pace.hold_for(*throttled->come_back_after());
      throw *throttled;
    }
    result.verdict_seen = !is_redirect(answer.status);
    if (follow == Follow::kNothing) {
      result.page = co_await recognise(std::move(answer));
    } else {
      result.page = co_await understand(std::move(answer));
    }
  } catch (const VisitFailure& failure) {  // an answer to a login is a value: the caller judges it
    result.failure = failure.failure();
    result.detail = failure.what();
    result.wrong_attempts = printed_count_in(failure);
    result.come_back_after = failure.come_back_after();
  }
  co_return result;
}

boost::asio::awaitable<std::string> Conversation::jar() const {
  const auto cookies = co_await connection_->cookies();
  std::string text;
  for (const auto& cookie : cookies) {
    // One that no line can hold is left out: its session then shows as ended.
    if (const auto line = http::cookie_line(cookie)) text += *line + "\n";
  }
  co_return text;
}

boost::asio::awaitable<void> Conversation::use_jar(std::string jar) {
  std::vector<http::Cookie> cookies;
  for (std::size_t at = 0; at < jar.size();) {
    const auto end = std::min(jar.find('\n', at), jar.size());
    auto cookie = http::parse_cookie_line(jar.substr(at, end - at));
    if (cookie) cookies.push_back(std::move(*cookie));
    at = end + 1;
  }
  model::wipe(jar);
  co_await connection_->set_cookies(std::move(cookies));
}

boost::asio::awaitable<void> Conversation::forget_cookies() {
  co_await connection_->set_cookies({});
}

boost::asio::awaitable<bool> Conversation::is_alive() {
  try {
    static_cast<void>(co_await open("liveness", {}));
  } catch (const VisitFailure& failure) {  // only these two say that the session is not known
    const bool not_known = failure.failure() == FailureClass::kSessionLost ||
                           failure.failure() == FailureClass::kUnknownPage;
    if (!not_known) throw;
    co_return false;
  }
  co_return true;
}

boost::asio::awaitable<bool> Conversation::log_out() {
  if (!book_.requests.contains("logout")) co_return true;
  try {
    static_cast<void>(co_await open("logout", {}));
  } catch (const VisitFailure& failure) {  // a session that is lost is logged out
    co_return failure.failure() == FailureClass::kSessionLost;
  }
  co_return true;
}

}  // namespace vancrawl::session
