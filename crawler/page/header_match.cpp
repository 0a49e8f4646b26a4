#include "crawler/page/header_match.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

/// "#3" -> 3: a column without a header text, by its position.
std::optional<std::size_t> position_in(const std::string& header) {
  const auto digits = std::string_view(header).substr(header.empty() ? 0 : 1);
  if (!header.starts_with('#') || !model::all_digits(digits) || digits.size() > 3) {
    return std::nullopt;
  }
  return std::stoul(std::string(digits));
}

std::vector<std::size_t> columns_named(const std::string& header,
                                       const std::vector<PageColumn>& page) {
  std::vector<std::size_t> found;
  if (const auto position = position_in(header)) {
    if (*position < page.size() && page[*position].full.empty()) found.push_back(*position);
    return found;
  }
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (page[i].full == header) found.push_back(i);
  }
  if (!found.empty() || header.empty()) return found;
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (page[i].lower == header) found.push_back(i);
  }
  return found;
}

std::string quoted(const std::vector<std::string>& names) {
  return fmt::format("\"{}\"", fmt::join(names, "\", \""));
}

}  // namespace

std::optional<std::size_t> column_of(const std::string& folded_header,
                                     const std::vector<PageColumn>& page) {
  const auto found = columns_named(folded_header, page);
  if (found.size() != 1) return std::nullopt;
  return found.front();
}

HeaderMatch match_headers(const std::vector<ColumnRules>& columns,
                          const std::vector<std::string>& folded_known,
                          const std::vector<PageColumn>& page) {
  HeaderMatch match;
  std::vector<bool> taken(page.size());
  for (const auto& column : columns) {
    std::vector<std::size_t> found;
    for (const auto& header : column.headers) {
      std::ranges::copy(columns_named(header, page), std::back_inserter(found));
    }
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    for (const auto i : found) taken[i] = true;
    if (found.size() > 1) match.doubled.push_back(column.label);
    if (found.empty() && column.definition.required) match.missing.push_back(column.label);
    if (found.size() == 1 && column.definition.required) ++match.required_found;
    match.source.push_back(found.size() == 1 ? std::optional(found.front()) : std::nullopt);
  }
  for (const auto& known : folded_known) {
    for (const auto i : columns_named(known, page)) taken[i] = true;
  }
  const auto names = names_of(page);
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (!taken[i]) match.added.push_back(names[i]);
  }
  return match;
}

std::vector<std::string> names_of(const std::vector<PageColumn>& page) {
  std::vector<std::string> names;
  for (const auto& column : page) {
    names.push_back(column.full.empty() ? fmt::format("#{}", names.size()) : column.full);
  }
  return names;
}

PageFault drift_of(const TableDefinition& definition, const HeaderMatch& match,
                   const std::vector<std::string>& seen) {
  std::string message = fmt::format("table \"{}\":", definition.name);
  if (!match.missing.empty()) message += fmt::format(" missing {};", quoted(match.missing));
  if (!match.doubled.empty()) message += fmt::format(" doubled {};", quoted(match.doubled));
  if (!match.added.empty()) message += fmt::format(" added {};", quoted(match.added));
  std::vector<std::string> declared;
  for (const auto& column : definition.columns) {
    declared.push_back(fmt::format("{}", fmt::join(column.headers, "|")));
  }
  message += fmt::format(" seen {}; declared {}", quoted(seen), quoted(declared));
  return {model::FailureClass::kLayoutDrift, std::move(message)};
}

Finding added_column(const std::string& name) {
  constexpr std::array<std::string_view, 11> kMoneyWords = {
      "금액",   "취소", "통화", "수수료",   "amount", "amt",
      "cancel", "cncl", "cnl",  "currency", "fee"};
  const bool speaks =
      std::ranges::any_of(kMoneyWords, [&](std::string_view word) { return name.contains(word); });
  return {fmt::format("added column \"{}\"", model::excerpt(name, 80)), speaks};
}

}  // namespace vancrawl::page
