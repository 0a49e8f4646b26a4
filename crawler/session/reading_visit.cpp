#include "crawler/session/reading_visit.h"

#include <algorithm>

#include <fmt/format.h>

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitFailure;

constexpr std::int64_t kMostPages = 2000;
constexpr std::int64_t kMostPagesReserved = 50;  // room made on the portal's word alone
const std::string kListMark = "list:";

const TableBook& table_named(const SiteBook& book, const std::string& name) {
  const auto found = book.tables.find(name);
  if (found == book.tables.end()) {
    throw VisitFailure(FailureClass::kPluginFault, "no table \"" + name + "\" is declared");
  }
  return found->second;
}

Fill for_page(const page::PagingDefinition& paging, Fill fill, std::int64_t page) {
  if (paging.kind == page::PagingKind::kNone) return fill;
  if (!paging.size_parameter.empty()) {
    fill.extra.emplace_back(paging.size_parameter, std::to_string(paging.size));
  }
  fill.extra.emplace_back(paging.page_parameter, std::to_string(page));
  return fill;
}

VisitFailure incomplete(const std::string& table, const std::string& why) {
  return {FailureClass::kIncompletePaging, table + ": " + why};
}

/// How many pages the listing says it has, by its position line, else by its count of rows; none if
/// it does not say: then its end is the first page that is not full.
std::optional<std::int64_t> pages_of(const page::TableReading& first,
                                     const page::PagingDefinition& paging,
                                     const std::string& table) {
  if (paging.kind == page::PagingKind::kNone) return 1;
  std::int64_t pages = 1;
  if (first.position) {
    pages = first.position->pages;
  } else if (first.total_count) {
    pages = std::max<std::int64_t>(1, (*first.total_count + paging.size - 1) / paging.size);
  } else if (first.row_count() > 0) {
    return std::nullopt;
  }
  if (pages < 1 || pages > kMostPages) {
    throw incomplete(table, fmt::format("says it has {} pages", pages));
  }
  return pages;
}

bool is_full(const page::TableReading& page, const page::PagingDefinition& paging) {
  return static_cast<std::int64_t>(page.row_count()) >= paging.size;
}

void reserve_rows(model::LedgerRows& rows, std::size_t count) {
  std::visit([count](auto& list) { list.reserve(count); }, rows);
}

template <class List>
bool repeats_at(const List& all, const List& more, std::size_t place) {
  if (all.empty() && more.empty()) return true;
  if (all.size() < place + more.size()) return false;
  return std::equal(more.begin(), more.end(), all.begin() + static_cast<std::ptrdiff_t>(place));
}

/// Whether `more` holds the very rows, under the very numbers, of a page read before.
bool repeats_a_page(const page::TableReading& all, const page::TableReading& more,
                    std::size_t page_size) {
  for (std::size_t place = 0; place < all.row_count(); place += page_size) {
    const bool same_rows = std::visit(
        [&](const auto& rows) {
          const auto& others = std::get<std::remove_cvref_t<decltype(rows)>>(more.rows);
          return repeats_at(rows, others, place);
        },
        all.rows);
    if (same_rows && repeats_at(all.texts, more.texts, place) &&
        repeats_at(all.row_numbers, more.row_numbers, place)) {
      return true;
    }
  }
  return false;
}

void append_page(page::TableReading& all, page::TableReading more, const std::string& table,
                 std::int64_t page, std::size_t page_size) {
  if (more.position && more.position->page != page) {
    throw incomplete(table, fmt::format("page {} came for page {}", more.position->page, page));
  }
  if (more.row_count() == 0) throw incomplete(table, fmt::format("page {} is empty", page));
  if (repeats_a_page(all, more, page_size)) {
    throw incomplete(table, fmt::format("page {} repeats an earlier one", page));
  }
  model::append(all.rows, std::move(more.rows));
  std::ranges::move(more.texts, std::back_inserter(all.texts));
  std::ranges::move(more.row_numbers, std::back_inserter(all.row_numbers));
  std::ranges::move(more.findings, std::back_inserter(all.findings));
  std::ranges::move(more.unmapped, std::back_inserter(all.unmapped));
}

/// Row numbers must be 1 … n, upwards or downwards, each once.
void check_row_numbers(const page::TableReading& reading, const std::string& table) {
  auto numbers = reading.row_numbers;
  if (numbers.empty()) return;
  std::ranges::sort(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto due = static_cast<std::int64_t>(i) + 1;
    if (numbers[i] == due) continue;
    throw incomplete(table, numbers[i] < due ? fmt::format("row number {} comes twice", numbers[i])
                                             : fmt::format("row number {} is missing", due));
  }
}

void check_count(const page::TableReading& reading, const std::string& table) {
  const auto rows = static_cast<std::int64_t>(reading.row_count());
  if (reading.total_count && *reading.total_count != rows) {
    throw incomplete(table, fmt::format("{} rows read, {} announced", rows, *reading.total_count));
  }
}

/// Whether a row of a page stands on an earlier one too. Row numbers would tell; without them
/// nothing does.
bool repeats_rows(const Listing& listing) {
  if (!listing.reading.row_numbers.empty() || listing.pages == 1) return false;
  auto all = listing.reading.rows;
  const auto distinct = model::remove_twins(all);
  std::size_t within_pages = 0;
  std::visit(
      [&](const auto& rows) {
        for (std::size_t at = 0; at < rows.size(); at += listing.page_size) {
          const auto end = std::min(rows.size(), at + listing.page_size);
          model::LedgerRows page =
              std::remove_cvref_t<decltype(rows)>(rows.begin() + static_cast<std::ptrdiff_t>(at),
                                                  rows.begin() + static_cast<std::ptrdiff_t>(end));
          within_pages += model::remove_twins(page);
        }
      },
      listing.reading.rows);
  return distinct != within_pages;
}

bool same_content(const page::TableReading& a, const page::TableReading& b) {
  return a.rows == b.rows && a.texts == b.texts && a.totals == b.totals &&
         a.total_count == b.total_count;
}

}  // namespace

ReadingVisit::ReadingVisit(Conversation& conversation, std::vector<std::string> memo)
    : conversation_(conversation), memo_(std::move(memo)) {}

boost::asio::awaitable<Page> ReadingVisit::open(std::string request, Fill fill) {
  auto page = co_await conversation_.open(std::move(request), std::move(fill));
  co_return page;
}

bool ReadingVisit::remembers(const std::string& mark) {
  seen_.push_back(mark);
  const bool same = as_before_ && next_ < memo_.size() && memo_[next_] == mark;
  as_before_ = same;
  ++next_;
  return same;
}

boost::asio::awaitable<page::TableReading> ReadingVisit::reading_of(const TableBook& table,
                                                                    RawAnswer answer) {
  auto page = co_await conversation_.understand(std::move(answer), &table.table);
  auto& reading = page.reading.value();
  if (!reading) {
    throw VisitFailure(reading.error().failure,
                       table.table.definition().name + ": " + reading.error().message);
  }
  if (!reading->totals.empty() && !totals_) totals_ = reading->totals;
  co_return std::move(*reading);
}

boost::asio::awaitable<page::TableReading> ReadingVisit::read(std::string table, Fill fill) {
  const auto& declared = table_named(conversation_.book(), table);
  auto answer = co_await conversation_.ask(declared.request, fill);
  auto hash = answer.hash;
  static_cast<void>(remembers(hash));
  auto reading = co_await reading_of(declared, std::move(answer));
  summary_ = Summary{table, std::move(fill), std::move(hash), reading};
  co_return reading;
}

std::size_t ReadingVisit::remembered_pages() const {
  const bool is_list = as_before_ && next_ < memo_.size() && memo_[next_].starts_with(kListMark);
  return is_list ? std::stoul(memo_[next_].substr(kListMark.size())) : 0;
}

boost::asio::awaitable<Listing> ReadingVisit::list(std::string table, Fill fill) {
  const auto& declared = table_named(conversation_.book(), table);
  const auto pages = remembered_pages();
  std::vector<RawAnswer> answers;
  bool same = pages > 0;
  for (std::size_t page = 1; same && page <= pages; ++page) {
    const auto asked =
        for_page(declared.table.definition().paging, fill, static_cast<std::int64_t>(page));
    auto answer = co_await conversation_.ask(declared.request, asked);
    same = memo_.size() > next_ + page && memo_[next_ + page] == answer.hash;
    answers.push_back(std::move(answer));
  }
  if (!same) {
    auto afresh = co_await list_afresh(table, fill, std::move(answers));
    co_return afresh;
  }
  Listing listing;
  listing.table = table;
  listing.unchanged = true;
  listing.pages = static_cast<std::int64_t>(pages);
  static_cast<void>(remembers(kListMark + std::to_string(pages)));
  for (const auto& answer : answers) static_cast<void>(remembers(answer.hash));
  listing.unparsed = std::move(answers);
  co_await expect_bracket(listing, declared, std::move(fill));
  co_return listing;
}

boost::asio::awaitable<Listing> ReadingVisit::list_afresh(std::string table, Fill fill,
                                                          std::vector<RawAnswer> known) {
  const auto& declared = table_named(conversation_.book(), table);
  auto listing = co_await read_pages(table, fill, std::move(known));
  if (repeats_rows(listing)) {
    // Without row numbers a row that comes again may be a twin, or the list moved on between two
    // pages: only a second whole reading tells.
    auto again = co_await read_pages(table, fill, {});
    if (again.reading.rows != listing.reading.rows) {
      throw incomplete(table, "rows come again on later pages, and a second reading differs");
    }
  }
  static_cast<void>(remembers(kListMark + std::to_string(listing.pages)));
  for (const auto& hash : listing.hashes) static_cast<void>(remembers(hash));
  co_await expect_bracket(listing, declared, std::move(fill));
  co_return listing;
}

boost::asio::awaitable<Listing> ReadingVisit::read_pages(std::string table, Fill fill,
                                                         std::vector<RawAnswer> known) {
  const auto& declared = table_named(conversation_.book(), table);
  const auto& paging = declared.table.definition().paging;
  Listing listing;
  listing.table = table;
  std::optional<std::int64_t> announced;
  bool more = true;
  for (std::int64_t page = 1; more; ++page) {
    if (page > kMostPages) throw incomplete(table, "does not end");
    const auto at = static_cast<std::size_t>(page) - 1;
    RawAnswer answer;
    if (at < known.size()) {
      answer = std::move(known[at]);
    } else {
      answer = co_await conversation_.ask(declared.request, for_page(paging, fill, page));
    }
    listing.hashes.push_back(answer.hash);
    auto reading = co_await reading_of(declared, std::move(answer));
    const bool full = is_full(reading, paging);
    if (page == 1) {
      announced = pages_of(reading, paging, table);
      listing.page_size = std::max<std::size_t>(1, reading.row_count());
      listing.first_page = std::make_shared<page::TableReading>(reading);
      listing.reading = std::move(reading);
      const auto pages = std::min(announced.value_or(1), kMostPagesReserved);
      reserve_rows(listing.reading.rows, static_cast<std::size_t>(pages) * listing.page_size);
    } else if (announced || reading.row_count() > 0) {
      append_page(listing.reading, std::move(reading), table, page, listing.page_size);
    }
    listing.pages = page;
    more = announced ? page < *announced : full;
  }
  check_row_numbers(listing.reading, table);
  check_count(listing.reading, table);
  co_return listing;
}

boost::asio::awaitable<Listing> ReadingVisit::parse(Listing listing) {
  if (!listing.unchanged) co_return listing;
  const auto& declared = table_named(conversation_.book(), listing.table);
  std::int64_t page = 0;
  std::size_t page_size = 1;
  for (auto& answer : listing.unparsed) {
    auto reading = co_await reading_of(declared, std::move(answer));
    if (++page == 1) {
      page_size = std::max<std::size_t>(1, reading.row_count());
      listing.reading = std::move(reading);
    } else if (reading.row_count() > 0) {
      append_page(listing.reading, std::move(reading), listing.table, page, page_size);
    }
  }
  check_row_numbers(listing.reading, listing.table);
  check_count(listing.reading, listing.table);
  listing.unparsed.clear();
  listing.unchanged = false;
  co_return listing;
}

boost::asio::awaitable<void> ReadingVisit::expect_bracket(const Listing& listing,
                                                          const TableBook& table, Fill fill) {
  if (listing.pages == 1) co_return;
  const auto first = for_page(table.table.definition().paging, std::move(fill), 1);
  const auto& hash = listing.unchanged ? listing.unparsed.front().hash : listing.hashes.front();
  co_await expect_still(listing.table, first, hash, listing.first_page.get());
  if (!summary_) co_return;
  co_await expect_still(summary_->table, summary_->fill, summary_->hash, &summary_->reading);
}

boost::asio::awaitable<void> ReadingVisit::expect_still(std::string name, Fill fill,
                                                        std::string hash,
                                                        const page::TableReading* before) {
  const auto& declared = table_named(conversation_.book(), name);
  auto answer = co_await conversation_.ask(declared.request, std::move(fill));
  if (answer.hash == hash) co_return;
  const auto after = co_await reading_of(declared, std::move(answer));
  // Without a reading to compare with, other bytes are all there is to see.
  if (before == nullptr || !same_content(*before, after)) {
    throw incomplete(name, "changed while its pages were read");
  }
}

}  // namespace vancrawl::session
