#include "crawler/page/pattern.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

std::string_view viewed(re2::StringPiece piece) { return {piece.data(), piece.size()}; }

}  // namespace

Pattern::Pattern(std::unique_ptr<re2::RE2> compiled, int groups)
    : compiled_(std::move(compiled)), groups_(groups) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

std::expected<Pattern, PageFault> Pattern::make(const std::string& text, int groups) {
  auto compiled = std::make_unique<RE2>(text, RE2::Quiet);
  if (!compiled->ok() || compiled->NumberOfCapturingGroups() != groups) {
    return std::unexpected(
        PageFault{model::FailureClass::kPluginFault,
                  fmt::format("\"{}\" is not a pattern with {} group(s)", text, groups)});
  }
  return Pattern(std::move(compiled), groups);
}

const std::string& Pattern::text() const { return compiled_->pattern(); }

std::expected<std::optional<Pattern::Match>, PageFault> Pattern::find_in(
    std::string_view text) const {
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 3> groups;
  std::optional<Match> found;
  std::size_t at = 0;
  while (at <= text.size() &&
         compiled_->Match(whole, at, text.size(), RE2::UNANCHORED, groups.data(), groups_ + 1)) {
    const Match match{viewed(groups[1]), groups_ > 1 ? viewed(groups[2]) : std::string_view()};
    if (found && (found->first != match.first || found->second != match.second)) {
      return std::unexpected(
          PageFault{model::FailureClass::kLayoutDrift,
                    fmt::format("pattern \"{}\" matches twice: \"{}\" and \"{}\"", this->text(),
                                model::excerpt(found->first), model::excerpt(match.first))});
    }
    found = match;
    const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
    at = std::max(end, at + 1);
  }
  return found;
}

}  // namespace vancrawl::page
