#include "storage/columns.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "storage/digest.h"

namespace vancrawl::storage {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

Sealed sealed_at(const Statement& row, int first) {
  return {row.text(first), row.blob(first + 1), row.blob(first + 2)};
}

std::string ledgers_text(const std::vector<model::Ledger>& ledgers) {
  auto sorted = ledgers;
  std::ranges::sort(sorted);
  std::string text;
  for (const auto ledger : sorted) {
    if (!text.empty()) text += ',';
    text += model::name_of(ledger);
  }
  return text;
}

std::vector<model::Ledger> ledgers_at(const Statement& row, int column) {
  std::vector<model::Ledger> ledgers;
  for (const auto& name : split(row.view(column), ',')) {
    ledgers.push_back(stored(model::parse_ledger(name)));
  }
  return ledgers;
}

std::string lines(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) {
    if (text.empty() || text.find('\n') != std::string::npos) {
      throw std::invalid_argument("a text of a stored list is empty or holds a line end");
    }
    joined += text;
    joined += '\n';
  }
  return joined;
}

std::vector<std::string> split_lines(std::string_view text) { return split(text, '\n'); }

std::string scopes_text(const std::vector<model::ScopeId>& scopes) {
  std::vector<std::string> texts;
  for (const auto& scope : scopes) texts.push_back(scope.text());
  std::ranges::sort(texts);
  return lines(texts);
}

std::vector<model::ScopeId> scopes_at(const Statement& row, int column) {
  std::vector<model::ScopeId> scopes;
  for (auto& text : split_lines(row.view(column))) scopes.emplace_back(std::move(text));
  return scopes;
}

model::ControlTotals totals_at(const Statement& row, int column) {
  return stored(model::parse_totals(row.view(column)));
}

std::string raw_hash(const model::EvidenceHash& hash) {
  constexpr std::size_t kHexDigits = 64;
  const auto& text = hash.text();
  std::string raw;
  for (std::size_t i = 0; i + 1 < text.size() && text.size() == kHexDigits; i += 2) {
    unsigned value = 0;
    const auto read = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    if (read.ec != std::errc() || read.ptr != text.data() + i + 2) break;
    raw += static_cast<char>(value);
  }
  if (raw.size() * 2 == kHexDigits) return raw;
  throw std::invalid_argument("an evidence hash is 64 hex digits, not '" + text + "'");
}

model::EvidenceHash shown_hash(std::string_view raw) {
  return model::EvidenceHash(hex_digits(raw));
}

}  // namespace vancrawl::storage
