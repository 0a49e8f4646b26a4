#include "crawler/engine/recorded_answers.h"

#include "crawler/page/evidence_text.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitFailure;

constexpr int kRedirects = 300;

std::string content_type_of(const std::string& kind) {
  if (kind == "json") return "application/json; charset=utf-8";
  return kind == "html" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
}

}  // namespace

RecordedAnswers::RecordedAnswers(std::vector<session::Exchange> exchanges,
                                 const std::vector<storage::EvidenceItem>& pages,
                                 const page::ScrubRules& rules, bool broke_off,
                                 std::string& asked_in_vain)
    : rules_(rules), broke_off_(broke_off), asked_in_vain_(asked_in_vain) {
  for (const auto& page : pages) pages_.emplace(page.hash, Stored{page.kind, page.zstd});
  for (auto& exchange : exchanges) {
    auto& answers = by_question_[exchange.asked];
    answers.push_back(std::move(exchange));
  }
}

void RecordedAnswers::refuse(const std::string& asked) {
  asked_in_vain_ = asked;
  throw VisitFailure(FailureClass::kUnknownPage, "not in the evidence: " + asked);
}

session::Exchange RecordedAnswers::answer_to(const http::Request& request) {
  auto found = by_question_.find(asked_text(request, rules_, session::Values::kKept));
  if (found == by_question_.end()) {
    found = by_question_.find(asked_text(request, rules_, session::Values::kLeftOut));
  }
  if (found == by_question_.end() || found->second.empty()) {
    refuse(asked_text(request, rules_, session::Values::kKept));
  }
  auto& answers = found->second;
  auto answer = answers.front();
  if (answers.size() > 1 || broke_off_) answers.pop_front();
  return answer;
}

http::Response RecordedAnswers::response_of(const session::Exchange& exchange) const {
  http::Response response;
  response.status = exchange.status;
  if (!exchange.location.empty()) response.headers.push_back({"Location", exchange.location});
  if (exchange.page.empty()) return response;
  const auto page = pages_.find(exchange.page);
  if (page == pages_.end()) {
    throw VisitFailure(FailureClass::kStorage, "the page is not stored: " + exchange.page.text());
  }
  auto text = page::decompressed(page->second.zstd);
  if (!text) throw VisitFailure(FailureClass::kStorage, text.error().message);
  response.body = std::move(*text);
  response.content_type = content_type_of(page->second.kind);
  return response;
}

boost::asio::awaitable<http::SendResult> RecordedAnswers::send(http::Request request) {
  const auto exchange = answer_to(request);
  if (exchange.failure) throw VisitFailure(*exchange.failure, exchange.detail);
  // A redirect and an error of the server may have no page; else its bytes were those of the proof,
  // and nobody looked at them.
  if (exchange.page.empty() && exchange.status < kRedirects) refuse(exchange.asked);
  auto response = response_of(exchange);
  response.url = request.url;
  co_return response;
}

boost::asio::awaitable<std::vector<http::Cookie>> RecordedAnswers::cookies() {
  co_return std::vector<http::Cookie>{};
}

boost::asio::awaitable<void> RecordedAnswers::set_cookies(std::vector<http::Cookie> /*cookies*/) {
  co_return;
}

}  // namespace vancrawl::engine
