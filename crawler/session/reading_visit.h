#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/page/table.h"
#include "crawler/session/conversation.h"

namespace vancrawl::session {

/// A whole listing, from its first page to its last.
struct Listing {
  page::TableReading reading;  ///< rows of all pages; the rest as the first page says
  std::int64_t pages = 1;
  /// Set when every page had the bytes of the memo: then nothing was parsed, `reading` is empty,
  /// and ReadingVisit::parse can still fill it.
  bool unchanged = false;
  std::vector<RawAnswer> unparsed;
  std::string table;
  std::vector<std::string> hashes;  ///< of its pages, in order; empty if unchanged
  std::size_t page_size = 1;        ///< rows on the first page
  std::shared_ptr<const page::TableReading> first_page;  ///< kept if there are more
};

/// What a site's `collect` works with: declared tables, read whole and checked. One visit is one
/// reading of one slice.
class ReadingVisit {
 public:
  /// `memo`: what `memo()` gave of the read that proved this slice; empty = none.
  ReadingVisit(Conversation& conversation, std::vector<std::string> memo);

  [[nodiscard]] boost::asio::awaitable<Page> open(std::string request, Fill fill);

  /// One page of a table; what it totals is the summary of the listings read after it.
  [[nodiscard]] boost::asio::awaitable<page::TableReading> read(std::string table, Fill fill);

  /// All pages. A listing of more than one page must lie between two equal readings of its first
  /// page and of the summary read before it. That, two pages of equal rows, a row number twice or
  /// missing, more or fewer rows than the listing says: else kIncompletePaging is thrown.
  [[nodiscard]] boost::asio::awaitable<Listing> list(std::string table, Fill fill);

  /// Reads the rows of an unchanged listing after all.
  [[nodiscard]] boost::asio::awaitable<Listing> parse(Listing listing);

  /// What the portal printed since forget_totals(), even if the read failed afterwards.
  [[nodiscard]] const std::optional<model::ControlTotals>& totals() const { return totals_; }
  void forget_totals() { totals_.reset(); }

  /// Every answer so far, by hash and place: equal memos are equal reads.
  [[nodiscard]] const std::vector<std::string>& memo() const { return seen_; }
  [[nodiscard]] bool is_as_before() const { return as_before_ && next_ == memo_.size(); }

 private:
  struct Summary {
    std::string table;
    Fill fill;
    std::string hash;
    page::TableReading reading;
  };

  [[nodiscard]] bool remembers(const std::string& mark);
  [[nodiscard]] std::size_t remembered_pages() const;
  [[nodiscard]] boost::asio::awaitable<Listing> list_afresh(std::string table, Fill fill,
                                                            std::vector<RawAnswer> known);
  [[nodiscard]] boost::asio::awaitable<Listing> read_pages(std::string table, Fill fill,
                                                           std::vector<RawAnswer> known);
  [[nodiscard]] boost::asio::awaitable<page::TableReading> reading_of(const TableBook& table,
                                                                      RawAnswer answer);
  [[nodiscard]] boost::asio::awaitable<void> expect_bracket(const Listing& listing,
                                                            const TableBook& table, Fill fill);
  [[nodiscard]] boost::asio::awaitable<void> expect_still(std::string name, Fill fill,
                                                          std::string hash,
                                                          const page::TableReading* before);

  Conversation& conversation_;
  std::vector<std::string> memo_;
  std::vector<std::string> seen_;
  std::size_t next_ = 0;
  bool as_before_ = true;
  std::optional<Summary> summary_;
  std::optional<model::ControlTotals> totals_;
};

}  // namespace vancrawl::session
