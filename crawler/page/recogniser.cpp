#include "crawler/page/recogniser.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>
#include <re2/set.h>

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

/// "/main" of "https://host/main;x?y#z", of "/main" and of "main".
std::string path_in(std::string_view location) {
  if (const auto scheme = location.find("://"); scheme != std::string_view::npos) {
    location.remove_prefix(scheme + 3);
    location.remove_prefix(std::min(location.find('/'), location.size()));
  }
  const auto path = location.substr(0, location.find_first_of("?#;"));
  return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

constexpr std::size_t kDialects = 3;
constexpr std::int64_t kSetMemory = 64 << 20;
constexpr std::size_t kSearchedHead = 8 * 1024;
constexpr std::size_t kSearchedTail = 2 * 1024;

std::unexpected<PageFault> refused(std::string message) {
  return std::unexpected(PageFault{model::FailureClass::kPluginFault, std::move(message)});
}

bool has_condition(const RecogniserDefinition& definition) {
  return !definition.status.empty() || !definition.path_starts_with.empty() ||
         !definition.location_contains.empty() || !definition.location_path.empty() ||
         definition.dialect || !definition.all_of.empty() || !definition.any_of.empty() ||
         !definition.none_of.empty();
}

/// All texts that pages of one dialect are searched for, found in one run over the page.
class Phrases {
 public:
  int number_of(const std::string& text) {
    const auto [at, added] = numbers_.emplace(text, static_cast<int>(numbers_.size()));
    if (added) set_.Add(RE2::QuoteMeta(text), nullptr);
    return at->second;
  }
  [[nodiscard]] bool compile() { return numbers_.empty() || set_.Compile(); }

  [[nodiscard]] std::vector<bool> found_in(std::string_view text, bool is_listing) const {
    std::vector<bool> found(numbers_.size());
    if (!is_listing || text.size() <= kSearchedHead + kSearchedTail) {
      mark_found(text, found);
    } else {
      mark_found(text.substr(0, kSearchedHead), found);
      mark_found(text.substr(text.size() - kSearchedTail), found);
    }
    return found;
  }

 private:
  void mark_found(std::string_view text, std::vector<bool>& found) const {
    if (numbers_.empty()) return;
    std::vector<int> matches;
    set_.Match({text.data(), text.size()}, &matches);
    for (const int number : matches) found[static_cast<std::size_t>(number)] = true;
  }

  static RE2::Options options() {
    RE2::Options options;
    options.set_max_mem(kSetMemory);
    options.set_log_errors(false);
    return options;
  }
  RE2::Set set_{options(), RE2::UNANCHORED};
  std::map<std::string, int> numbers_;
};

using Numbers = std::vector<int>;

struct Texts {
  Numbers all_of;
  Numbers any_of;
  Numbers none_of;
};

Numbers numbers_of(Phrases& phrases, const std::vector<std::string>& texts) {
  Numbers numbers;
  for (const auto& text : texts) numbers.push_back(phrases.number_of(text));
  return numbers;
}

bool hold(const Texts& texts, const std::vector<bool>& found) {
  const auto is_found = [&](int number) { return found[static_cast<std::size_t>(number)]; };
  if (!std::ranges::all_of(texts.all_of, is_found)) return false;
  if (!texts.any_of.empty() && !std::ranges::any_of(texts.any_of, is_found)) return false;
  return std::ranges::none_of(texts.none_of, is_found);
}

std::string title_of(std::string_view text) {
  const auto open = text.find("<title>");
  if (open == std::string_view::npos) return {};
  const auto begin = open + 7;
  return model::excerpt(text.substr(begin, text.find('<', begin) - begin), 80);
}

/// The first words that a person would see.
std::string first_words(std::string_view text) {
  std::string words;
  bool in_tag = false;
  for (const char c : text) {
    if (words.size() >= 400) break;
    if (c == '<') in_tag = true;
    if (!in_tag) words.push_back(c);
    if (c == '>' && in_tag) {
      in_tag = false;
      if (!words.empty() && words.back() != ' ') words.push_back(' ');
    }
  }
  return model::excerpt(model::trimmed(words), 160);
}

}  // namespace

struct Recognisers::Compiled {
  struct One {
    RecogniserDefinition definition;
    std::array<Texts, kDialects> texts;
    std::unique_ptr<RE2> count_pattern;
  };
  std::vector<One> all;
  std::array<Phrases, kDialects> phrases;

  std::expected<void, PageFault> add(RecogniserDefinition definition);
  [[nodiscard]] std::vector<const One*> matches(const AnswerView& answer) const;
};

std::expected<void, PageFault> Recognisers::Compiled::add(RecogniserDefinition definition) {
  if (definition.page.empty()) return refused("a page without a name");
  if (!has_condition(definition)) {
    return refused(fmt::format("page \"{}\" has no condition", definition.page));
  }
  One one;
  for (std::size_t i = 0; i < kDialects; ++i) {
    if (definition.dialect && *definition.dialect != static_cast<Dialect>(i)) continue;
    one.texts.at(i) = {numbers_of(phrases.at(i), definition.all_of),
                       numbers_of(phrases.at(i), definition.any_of),
                       numbers_of(phrases.at(i), definition.none_of)};
  }
  if (!definition.count_pattern.empty()) {
    one.count_pattern = std::make_unique<RE2>(definition.count_pattern, RE2::Quiet);
    if (!one.count_pattern->ok() || one.count_pattern->NumberOfCapturingGroups() != 1) {
      return refused(fmt::format("count_pattern of page \"{}\" is not a pattern with one group",
                                 definition.page));
    }
  }
  one.definition = std::move(definition);
  all.push_back(std::move(one));
  return {};
}

std::vector<const Recognisers::Compiled::One*> Recognisers::Compiled::matches(
    const AnswerView& answer) const {
  const auto dialect = answer.page == nullptr ? Dialect::kText : answer.page->dialect;
  const auto index = static_cast<std::size_t>(dialect);
  const std::string_view text = answer.page == nullptr ? std::string_view() : answer.page->text;
  const auto found = phrases.at(index).found_in(text, answer.is_listing);
  std::vector<const One*> matching;
  for (const auto& one : all) {
    const auto& wanted = one.definition;
    const bool status_fits =
        wanted.status.empty()
            ? answer.status == 200
            : std::ranges::find(wanted.status, answer.status) != wanted.status.end();
    const bool address_fits =
        answer.path.starts_with(wanted.path_starts_with) &&
        (wanted.location_contains.empty() || answer.location.contains(wanted.location_contains)) &&
        (wanted.location_path.empty() || path_in(answer.location) == wanted.location_path);
    if (!status_fits || !address_fits || (wanted.dialect && *wanted.dialect != dialect)) continue;
    if (hold(one.texts.at(index), found)) matching.push_back(&one);
  }
  return matching;
}

Recognisers::Recognisers(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Recognisers::Recognisers(Recognisers&&) noexcept = default;
Recognisers& Recognisers::operator=(Recognisers&&) noexcept = default;
Recognisers::~Recognisers() = default;

std::expected<Recognisers, PageFault> Recognisers::make(
    std::vector<RecogniserDefinition> definitions) {
  auto compiled = std::make_unique<Compiled>();
  for (auto& definition : definitions) {
    auto added = compiled->add(std::move(definition));
    if (!added) return std::unexpected(std::move(added.error()));
  }
  for (auto& phrases : compiled->phrases) {
    if (!phrases.compile()) return refused("the texts of the pages are too many to be searched");
  }
  return Recognisers(std::move(compiled));
}

std::expected<Recognition, PageFault> Recognisers::recognise(const AnswerView& answer) const {
  auto matching = compiled_->matches(answer);
  const auto fails = [](const Compiled::One* one) { return one->definition.failure.has_value(); };
  if (std::ranges::any_of(matching, fails)) {
    std::erase_if(matching, [&](const Compiled::One* one) { return !fails(one); });
  }
  const auto unknown = [](std::string message) {
    return std::unexpected(PageFault{model::FailureClass::kUnknownPage, std::move(message)});
  };
  if (matching.empty()) {
    const std::string_view text = answer.page == nullptr ? std::string_view() : answer.page->text;
    return unknown(fmt::format("no page is like status {} path \"{}\" title \"{}\": {}",
                               answer.status, model::excerpt(answer.path, 80), title_of(text),
                               first_words(text)));
  }
  if (matching.size() > 1) {
    std::vector<std::string_view> names;
    for (const auto* one : matching) names.push_back(one->definition.page);
    return unknown(fmt::format("several pages at once: {}", fmt::join(names, ", ")));
  }
  const auto& one = *matching.front();
  Recognition recognition{one.definition.page, one.definition.failure, std::nullopt};
  std::int64_t count = 0;
  if (one.count_pattern && answer.page != nullptr &&
      RE2::PartialMatch(answer.page->text, *one.count_pattern, &count)) {
    recognition.printed_count = count;
  }
  return recognition;
}

std::vector<std::string> Recognisers::all_matches(const AnswerView& answer) const {
  std::vector<std::string> names;
  for (const auto* one : compiled_->matches(answer)) names.push_back(one->definition.page);
  return names;
}

}  // namespace vancrawl::page
