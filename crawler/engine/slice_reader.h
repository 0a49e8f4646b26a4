#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/run_ports.h"
#include "crawler/engine/scopes.h"
#include "crawler/session/conversation.h"
#include "crawler/site_api/site.h"
#include "storage/slices.h"

namespace vancrawl::engine {

/// Reads one slice of one merchant and says what it is: the one place where rows become a claim.
class SliceReader {
 public:
  /// Of a job the run's number and fence are told on, nothing else.
  SliceReader(model::Clock& clock, const session::SiteBook& book, const site_api::Site& flow,
              session::Conversation& conversation, EvidenceList& evidence,
              const storage::Merchant& merchant, std::vector<Scope> scopes,
              const storage::ClaimedJob& job);

  /// The scopes that the portal shows of the merchant; their pages become part of every slice's
  /// evidence. Throws VisitFailure.
  [[nodiscard]] static boost::asio::awaitable<std::vector<Scope>> scopes_shown(
      session::Conversation& conversation, EvidenceList& evidence,
      const storage::Merchant& merchant);

  /// A read that met the very bytes of the slice's proof.
  using Read = std::variant<storage::SlicePublication, storage::UnchangedRead>;

  /// `memo`: of the slice's proof, if there is one. Throws VisitFailure.
  [[nodiscard]] boost::asio::awaitable<Read> read(model::SliceKey key,
                                                  std::optional<storage::PageMemo> memo);

  /// Parser and site.toml: a memo of another version is void.
  [[nodiscard]] std::string parser_version() const;
  [[nodiscard]] std::vector<model::ScopeId> scope_ids() const;
  /// What the portal printed for all scopes in a read that failed afterwards; else nothing.
  [[nodiscard]] const std::optional<model::ControlTotals>& totals_seen() const {
    return totals_seen_;
  }

 private:
  struct ScopePart {
    Scope scope;
    site_api::ScopeReading reading;
  };

  [[nodiscard]] boost::asio::awaitable<std::vector<ScopePart>> collect(session::ReadingVisit& visit,
                                                                       const model::SliceKey& key);
  static void check_scopes_differ(const std::vector<ScopePart>& parts);
  [[nodiscard]] storage::SlicePublication assembled(const model::SliceKey& key,
                                                    std::vector<ScopePart> parts,
                                                    model::Instant began);
  [[nodiscard]] storage::SliceVerdict verdict_of(const storage::SlicePublication& publication,
                                                 const std::vector<ScopePart>& parts,
                                                 std::int64_t unassigned) const;

  model::Clock& clock_;
  const session::SiteBook& book_;
  const site_api::Site& flow_;
  session::Conversation& conversation_;
  EvidenceList& evidence_;
  const storage::Merchant& merchant_;
  std::vector<Scope> scopes_;
  const storage::ClaimedJob& job_;
  std::optional<model::ControlTotals> totals_seen_;
};

}  // namespace vancrawl::engine
