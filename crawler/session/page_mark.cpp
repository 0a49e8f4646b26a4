#include "crawler/session/page_mark.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "crawler/page/evidence_text.h"

namespace vancrawl::session {
namespace {

constexpr std::size_t kLetters = 12;
constexpr std::string_view kOpening = " [page ";

/// Names of tags, or of the fields of a JSON object, each once.
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  const auto add = [&names](std::string name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  };
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    auto end = at + 1;
    while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end > at + 1) add(std::string(text.substr(at + 1, end - at - 1)));
  }
  for (auto at = text.find("\":"); at != std::string_view::npos; at = text.find("\":", at + 1)) {
    const auto begin = text.rfind('"', at == 0 ? 0 : at - 1);
    if (begin != std::string_view::npos && begin < at) {
      add(std::string(text.substr(begin + 1, at - begin - 1)));
    }
  }
  return names;
}

}  // namespace

std::string page_mark(const RawAnswer& answer, std::string_view scrubbed) {
  auto build = fmt::format("{} {}\n", answer.status, answer.path);
  for (const auto& name : names_in(scrubbed)) build += name + "\n";
  const auto hash = page::evidence_hash(build).text();
  std::string mark;
  for (const char digit : std::string_view(hash).substr(0, kLetters)) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    mark += static_cast<char>('a' + value);
  }
  return mark;
}

std::string with_page_mark(std::string detail, std::string_view mark) {
  return std::move(detail) + std::string(kOpening) + std::string(mark) + "]";
}

std::optional<std::string> page_mark_in(std::string_view detail) {
  const auto at = detail.rfind(kOpening);
  if (at == std::string_view::npos) return std::nullopt;
  const auto mark = detail.substr(at + kOpening.size(), kLetters);
  const bool is_mark = mark.size() == kLetters &&
                       std::ranges::all_of(mark, [](char c) { return c >= 'a' && c <= 'p'; });
  if (!is_mark) return std::nullopt;
  return std::string(mark);
}

}  // namespace vancrawl::session
