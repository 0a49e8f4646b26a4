#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <simdjson.h>

#include "crawler/page/key_texts.h"
#include "crawler/page/pad_keys.h"

namespace vancrawl::page {
namespace {

namespace dom = simdjson::dom;

constexpr std::int64_t kLongest = 99'999;  // pixels

// Thrown and caught in this file only: a reader of nested values says where it stopped.
struct BadKeys {
  std::string reason;
  model::FailureClass failure = model::FailureClass::kLayoutDrift;
};

std::string pointer_of(const std::string& path) {
  std::string pointer = path.empty() ? "" : "/" + path;
  std::ranges::replace(pointer, '.', '/');
  return pointer;
}

dom::element element_at(dom::element from, const std::string& path) {
  dom::element found;
  if (from.at_pointer(pointer_of(path)).get(found) != simdjson::SUCCESS) {
    throw BadKeys{fmt::format("nothing at \"{}\"", path)};
  }
  return found;
}

int number_at(dom::element key, const std::string& path, std::int64_t low) {
  std::int64_t number = 0;
  if (element_at(key, path).get(number) != simdjson::SUCCESS || number < low || number > kLongest) {
    throw BadKeys{
        fmt::format("\"{}\" of a key is no whole number of {} to {}", path, low, kLongest)};
  }
  return static_cast<int>(number);
}

bool has(dom::element key, const std::string& path) {
  dom::element found;
  return key.at_pointer(pointer_of(path)).get(found) == simdjson::SUCCESS;
}

/// "" where the site does not ask for it.
std::string text_at(dom::element key, const std::string& path) {
  if (path.empty()) return {};
  std::string_view text;
  if (element_at(key, path).get(text) != simdjson::SUCCESS) {
    throw BadKeys{fmt::format("\"{}\" of a key is no text", path)};
  }
  return std::string(text);
}

/// What a single key, as a blank, may lack.
std::string clue_at(dom::element key, const std::string& path) {
  return has(key, path) ? text_at(key, path) : std::string();
}

Area read_key(dom::element key, const JsonKeyMarks& marks) {
  Area area{number_at(key, marks.x, 0), number_at(key, marks.y, 0), number_at(key, marks.width, 1),
            number_at(key, marks.height, 1)};
  if (!marks.face_x.empty()) {
    area.face = Offset{number_at(key, marks.face_x, 0), number_at(key, marks.face_y, 0)};
  }
  KeyTexts texts{.token = text_at(key, marks.token),
                 .label = clue_at(key, marks.label),
                 .mask = clue_at(key, marks.mask)};
  auto fault = set_texts(std::move(texts), !marks.token.empty(), area);
  if (fault) throw BadKeys{std::move(fault->message), fault->failure};
  return area;
}

std::vector<Area> read_list(dom::element document, const JsonKeyMarks& marks) {
  dom::array list;
  if (element_at(document, marks.keys).get(list) != simdjson::SUCCESS || list.size() == 0) {
    throw BadKeys{fmt::format("\"{}\" is no list of keys", marks.keys)};
  }
  std::vector<Area> keys;
  for (const dom::element key : list) keys.push_back(read_key(key, marks));
  auto fault = unsaid(keys, {!marks.label.empty(), !marks.mask.empty()});
  if (fault) throw BadKeys{std::move(fault->message)};
  return keys;
}

}  // namespace

std::expected<std::vector<Area>, PageFault> read_json_keys(const ScrubbedPage& page,
                                                           const JsonKeyMarks& marks) {
  dom::parser parser;
  dom::element document;
  if (page.dialect != Dialect::kJson ||
      parser.parse(page.text).get(document) != simdjson::SUCCESS) {
    return std::unexpected(
        PageFault{model::FailureClass::kUnknownPage, "the pad's keys are no JSON document"});
  }
  try {
    return read_list(document, marks);
  } catch (const BadKeys& bad) {
    return std::unexpected(PageFault{bad.failure, bad.reason});
  }
}

}  // namespace vancrawl::page
