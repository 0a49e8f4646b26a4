#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "crawler/http/transport.h"
#include "crawler/session/exchange.h"
#include "storage/evidence.h"

namespace vancrawl::engine {

/// A portal that is a recorded conversation: each request is answered with the page it was answered
/// with then, in the order of the answers, the last one over and over; a request that failed fails
/// alike. One that stands nowhere in it throws VisitFailure (kUnknownPage) and is remembered; so
/// does one more than was asked of a conversation that broke off. `rules` outlives it.
class RecordedAnswers final : public http::Connection {
 public:
  RecordedAnswers(std::vector<session::Exchange> exchanges,
                  const std::vector<storage::EvidenceItem>& pages, const page::ScrubRules& rules,
                  bool broke_off, std::string& asked_in_vain);

  [[nodiscard]] boost::asio::awaitable<http::SendResult> send(http::Request request) override;
  [[nodiscard]] boost::asio::awaitable<std::vector<http::Cookie>> cookies() override;
  boost::asio::awaitable<void> set_cookies(std::vector<http::Cookie> cookies) override;

 private:
  struct Stored {
    std::string kind;
    std::string zstd;
  };
  [[noreturn]] void refuse(const std::string& asked);
  [[nodiscard]] session::Exchange answer_to(const http::Request& request);
  [[nodiscard]] http::Response response_of(const session::Exchange& exchange) const;

  std::map<std::string, std::deque<session::Exchange>> by_question_;
  std::map<model::EvidenceHash, Stored> pages_;
  const page::ScrubRules& rules_;
  bool broke_off_;
  std::string& asked_in_vain_;
};

}  // namespace vancrawl::engine
