#pragma once

#include <optional>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/slice.h"
#include "crawler/session/login_visit.h"
#include "crawler/session/reading_visit.h"

namespace vancrawl::site_api {

/// One scope's part of a slice: what a site is asked to read.
struct SliceAsk {
  model::Ledger ledger = model::Ledger::kApproval;
  model::BusinessDate date;
  model::ScopeId scope;
};

/// What the portal said for one scope and day. The host proves it; a site judges nothing.
struct ScopeReading {
  std::optional<page::TableReading> summary;  ///< where totals stand on a page of their own
  session::Listing listing;
};

/// A portal's flow: two straight coroutines on the host's session. It never retries, sleeps, logs,
/// reads the clock, opens a socket or sees a character of a password. One object serves all
/// sessions at once, so it has no state.
class Site {
 public:
  virtual ~Site() = default;

  /// From the login page to the judged answer: exactly one submit_login.
  [[nodiscard]] virtual boost::asio::awaitable<session::LoginOutcome> login(
      session::LoginVisit& visit) const = 0;

  /// Reads one scope of one slice, whole.
  [[nodiscard]] virtual boost::asio::awaitable<ScopeReading> collect(session::ReadingVisit& visit,
                                                                     SliceAsk ask) const = 0;
};

/// The day and scope of an ask under the names that site.toml uses: {date} (2026-11-20),
/// {date_compact} (20261120) and {scope}.
[[nodiscard]] session::Fill fill_of(const SliceAsk& ask);

}  // namespace vancrawl::site_api
