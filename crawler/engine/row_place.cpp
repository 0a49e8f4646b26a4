#include "crawler/engine/row_place.h"

#include <algorithm>
#include <set>

#include "crawler/engine/replay.h"
#include "crawler/page/evidence_text.h"

namespace vancrawl::engine {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;

std::optional<page::ScrubbedPage> stored_page(const std::vector<storage::EvidenceItem>& evidence,
                                              const model::EvidenceHash& hash) {
  const auto found = std::ranges::find(evidence, hash, &storage::EvidenceItem::hash);
  if (found == evidence.end()) return std::nullopt;
  auto text = page::decompressed(found->zstd);
  if (!text) return std::nullopt;
  page::ScrubbedPage page;
  page.dialect = found->kind == "html"   ? page::Dialect::kHtml
                 : found->kind == "json" ? page::Dialect::kJson
                                         : page::Dialect::kText;
  page.text = std::move(*text);
  return page;
}

/// Looks for one row in page after page.
class Search {
 public:
  Search(const storage::RecordKey& key, const model::LedgerRows& row) : key_(key), row_(row) {}

  void look(const page::Table& table, const page::ScrubbedPage& page,
            const session::Exchange& exchange) {
    std::vector<Cells> printed;
    const auto reading = table.read_watched(
        page, [&](const auto& cells) { printed.push_back(named(table.definition(), cells)); });
    if (!reading) return;
    std::visit(
        [&](const auto& rows) {
          for (std::size_t i = 0; i < rows.size(); ++i) consider(rows[i], exchange, i, printed);
        },
        reading->rows);
  }

  /// Of several that are equal the one that is counted so.
  std::optional<RowPlace> found() {
    auto& places = equal_.empty() ? alike_ : equal_;
    if (places.empty()) return std::nullopt;
    return std::move(places[static_cast<std::size_t>(key_.occurrence) % places.size()]);
  }

 private:
  static Cells named(const page::TableDefinition& definition,
                     const std::vector<std::optional<std::string_view>>& cells) {
    Cells found;
    for (std::size_t i = 0; i < cells.size() && i < definition.columns.size(); ++i) {
      const auto& headers = definition.columns[i].headers;
      if (cells[i]) found.emplace_back(headers.empty() ? "" : headers.front(), *cells[i]);
    }
    return found;
  }

  template <class Record>
  void consider(Record row, const session::Exchange& exchange, std::size_t at,
                const std::vector<Cells>& printed) {
    const auto* const wanted = std::get_if<std::vector<Record>>(&row_);
    if (wanted == nullptr) return;
    row.occurrence = key_.occurrence;
    if (storage::key_of(key_.slice, row) != key_) return;
    auto& places = row == wanted->front() ? equal_ : alike_;
    places.push_back(
        {exchange, static_cast<std::int64_t>(at) + 1, at < printed.size() ? printed[at] : Cells{}});
  }

  const storage::RecordKey& key_;
  const model::LedgerRows& row_;
  std::vector<RowPlace> equal_;
  std::vector<RowPlace> alike_;
};

}  // namespace

std::optional<RowPlace> place_of(const session::SiteBook& book,
                                 const std::vector<storage::EvidenceItem>& evidence,
                                 const storage::RecordKey& key, const model::LedgerRows& row) {
  const auto exchanges = conversation_of(evidence);
  if (!exchanges) return std::nullopt;
  Search search(key, row);
  std::set<std::pair<model::EvidenceHash, std::string>> seen;
  for (const auto& exchange : *exchanges) {
    for (const auto& [name, declared] : book.tables) {
      const bool fits = declared.request == exchange.request &&
                        declared.table.definition().ledger == model::ledger_of(row);
      if (!fits || exchange.page.empty()) continue;
      if (!seen.emplace(exchange.page, name).second) continue;
      const auto page = stored_page(evidence, exchange.page);
      if (page) search.look(declared.table, *page, exchange);
    }
  }
  return search.found();
}

}  // namespace vancrawl::engine
