#include "tests/rules/code_text.h"

#include <algorithm>
#include <cctype>

namespace vancrawl::rules {
namespace {

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Walks over a source once and blanks what is no code.
class Blanking {
 public:
  explicit Blanking(std::string_view text) : code_(text) {}

  std::string run() && {
    while (at_ < code_.size()) step();
    return std::move(code_);
  }

 private:
  void step() {
    const auto rest = std::string_view(code_).substr(at_);
    if (rest.starts_with("//")) return blank(std::min(rest.find('\n'), rest.size()));
    if (rest.starts_with("/*")) return blank(end_after(rest, "*/", 2));
    const bool in_name = at_ > 0 && is_name_char(code_[at_ - 1]);
    if (rest.starts_with("R\"") && !in_name) return blank(raw_string_length(rest));
    if (rest[0] == '"' && !in_preprocessor_line()) return blank(literal_length(rest));
    if (rest[0] == '\'' && !in_name) return blank(literal_length(rest));
    ++at_;
  }

  void blank(std::size_t length) {
    for (const auto end = at_ + length; at_ < end; ++at_) {
      if (code_[at_] != '\n') code_[at_] = ' ';
    }
  }

  static std::size_t end_after(std::string_view rest, std::string_view end, std::size_t from) {
    const auto found = rest.find(end, from);
    return found == std::string_view::npos ? rest.size() : found + end.size();
  }

  static std::size_t raw_string_length(std::string_view rest) {
    const auto open = rest.find('(');
    if (open == std::string_view::npos) return rest.size();
    return end_after(rest, ")" + std::string(rest.substr(2, open - 2)) + "\"", open);
  }

  static std::size_t literal_length(std::string_view rest) {
    std::size_t i = 1;
    while (i < rest.size() && rest[i] != rest[0] && rest[i] != '\n') i += rest[i] == '\\' ? 2 : 1;
    return std::min(i + 1, rest.size());
  }

  [[nodiscard]] bool in_preprocessor_line() const {
    const auto begin = code_.rfind('\n', at_) + 1;
    const auto first = code_.find_first_not_of(" \t", begin);
    return code_[first] == '#';
  }

  std::string code_;
  std::size_t at_ = 0;
};

}  // namespace

std::string code_of(std::string_view text) { return Blanking(text).run(); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool has_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool joined_before = at > 0 && is_name_char(word.front()) && is_name_char(line[at - 1]);
    const bool joined_after =
        end < line.size() && is_name_char(word.back()) && is_name_char(line[end]);
    if (!joined_before && !joined_after) return true;
  }
  return false;
}

std::vector<Include> includes_of(std::string_view text) {
  const auto code = code_of(text);
  std::vector<Include> includes;
  const auto lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto line = lines[i];
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] != '#') continue;
    if (!has_word(line, "include")) continue;
    const auto open = line.find_first_of("\"<");
    if (open == std::string_view::npos) continue;
    const auto close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    const auto path = line.substr(open + 1, close - open - 1);
    includes.push_back({std::string(path), line[open] == '"', i + 1});
  }
  return includes;
}

}  // namespace vancrawl::rules
