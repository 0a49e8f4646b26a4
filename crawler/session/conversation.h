#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "crawler/http/transport.h"
#include "crawler/model/clock.h"
#include "crawler/model/failure.h"
#include "crawler/session/ports.h"
#include "crawler/session/site_book.h"

namespace vancrawl::session {

/// What fills the {placeholders} of a declared request, and what is appended to its parameters.
struct Fill {
  std::map<std::string, std::string> values;
  Parameters extra;
};

/// An answer before it is understood. `hash` says only whether two answers are equal.
struct RawAnswer {
  std::string request;
  int status = 0;
  std::string url;       ///< the final address
  std::string path;      ///< of it, without the query
  std::string location;  ///< of a redirect that was not followed
  std::string content_type;
  std::string body;
  std::string hash;
  std::optional<std::chrono::seconds> retry_after;
};

/// An answer that was recognised as one of the pages its request may have.
struct Page {
  std::string name;
  page::ScrubbedPage scrubbed;
  std::string path;
  page::Recognition recognition;
  bool is_redirect = false;
  /// Of the table that was asked for with it.
  std::optional<std::expected<page::TableReading, page::PageFault>> reading = std::nullopt;
};

/// What a conversation needs and does not own; all of it outlives the conversation.
struct ConversationPorts {
  model::Clock& clock;
  boost::asio::any_io_executor cpu;
  PaceLedger& pace;
  EvidenceSink& evidence;
  const std::string& page_hash_key;
};

/// One session's conversation with its portal: its cookies, its exit, its pace. One request at a
/// time. Refuses every address that the site does not allow, redirects included; follows at most
/// five, never re-sending a body. Control thread.
class Conversation {
 public:
  Conversation(const SiteBook& book, std::unique_ptr<http::Connection> connection,
               ConversationPorts ports);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  [[nodiscard]] const SiteBook& book() const { return book_; }
  [[nodiscard]] const ConversationPorts& ports() const { return ports_; }

  /// Asks and understands. A page that means a failure, an unknown one, or one that does not answer
  /// this request throws VisitFailure.
  [[nodiscard]] boost::asio::awaitable<Page> open(std::string request, Fill fill);

  /// Asks only; for listings, whose bytes may be known already. Throws for faults of transport and
  /// for 429. A GET meets `network`, `timeout` and a server error that no page explains with up to
  /// three paced tries; nothing else is sent twice.
  [[nodiscard]] boost::asio::awaitable<RawAnswer> ask(std::string request, Fill fill);

  /// Scrubs, keeps the evidence, recognises and reads the table, if one is given, in one go on the
  /// cpu pool.
  [[nodiscard]] boost::asio::awaitable<Page> understand(RawAnswer answer,
                                                        const page::Table* table = nullptr);

  /// Fetches a picture of this site; it is never kept as evidence.
  [[nodiscard]] boost::asio::awaitable<std::string> fetch_picture(std::string path);

  /// Sends the one request that carries a secret. Never tried again, never re-sent on a redirect; a
  /// redirect that no page recognises is followed by a plain GET.
  struct SecretAnswer {
    std::optional<Page> page;
    std::optional<model::FailureClass> failure;
    std::optional<std::int64_t> wrong_attempts;  ///< as the portal prints it
    std::optional<std::chrono::seconds> come_back_after;
    bool may_have_been_sent = true;
    /// False when the answer to the request itself said nothing (a redirect elsewhere, a throttle):
    /// what came after is not the portal's word on the secret.
    bool verdict_seen = true;
    std::string detail;
  };
  [[nodiscard]] boost::asio::awaitable<SecretAnswer> send_secret(std::string name,
                                                                 http::Request request);
  /// Sends one step of entering a secret (a press). As above, but no redirect is followed, and the
  /// answer is not kept as evidence: it may show which keys come next.
  [[nodiscard]] boost::asio::awaitable<SecretAnswer> send_step(std::string name,
                                                               http::Request request);
  /// The declared request with that body. Throws kPluginFault before anything is sent.
  [[nodiscard]] http::Request secret_request(const std::string& name, std::string body) const;

  /// Whether the portal still knows this session: asks the declared liveness page.
  [[nodiscard]] boost::asio::awaitable<bool> is_alive();
  /// Gives the session up at the portal. Says whether it could.
  [[nodiscard]] boost::asio::awaitable<bool> log_out();

  /// The cookies as one text, for sealing; and back.
  [[nodiscard]] boost::asio::awaitable<std::string> jar() const;
  [[nodiscard]] boost::asio::awaitable<void> use_jar(std::string jar);
  /// As if it had just begun: what an earlier session set is not sent again.
  [[nodiscard]] boost::asio::awaitable<void> forget_cookies();

 private:
  /// What of the exchange is noted beside its page; of a picture, nothing.
  enum class Noted { kWhole, kWithoutValues, kNot };
  [[nodiscard]] boost::asio::awaitable<RawAnswer> ask_once(http::Request request, std::string name,
                                                           Noted noted);
  void note(Noted noted, Exchange exchange) const;
  enum class Follow { kAndKeepEvidence, kNothing };
  [[nodiscard]] boost::asio::awaitable<SecretAnswer> send_unrepeated(std::string name,
                                                                     http::Request request,
                                                                     Follow follow);
  /// Recognises; neither follows nor keeps evidence.
  [[nodiscard]] boost::asio::awaitable<Page> recognise(RawAnswer answer);
  [[nodiscard]] boost::asio::awaitable<bool> is_explained(const RawAnswer& answer);

  const SiteBook& book_;
  std::unique_ptr<http::Connection> connection_;
  ConversationPorts ports_;
};

}  // namespace vancrawl::session
