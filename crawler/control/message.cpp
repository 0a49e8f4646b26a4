#include "crawler/control/message.h"

#include <algorithm>
#include <initializer_list>

#include <nlohmann/json.hpp>

namespace vancrawl::control {
namespace {

using Json = nlohmann::json;

/// The object in the bytes with exactly these keys.
std::expected<Json, std::string> object_of(std::string_view bytes,
                                           std::initializer_list<const char*> keys) {
  auto json = Json::parse(bytes, nullptr, false);
  if (!json.is_object()) return std::unexpected("the message is no JSON object");
  const bool complete = std::ranges::all_of(keys, [&](auto key) { return json.contains(key); });
  if (!complete || json.size() != keys.size()) {
    return std::unexpected("the message has not exactly the keys that it must have");
  }
  return json;
}

std::expected<std::string, std::string> word_of(const Json& json) {
  if (!json.is_string()) return std::unexpected("a word is no text");
  auto word = json.get<std::string>();
  if (word.find('\0') != std::string::npos) return std::unexpected("a word holds a zero byte");
  return word;
}

std::expected<std::vector<std::string>, std::string> words_of(const Json& json) {
  if (!json.is_array() || json.size() > kMostWords) {
    return std::unexpected("the words are no list of at most 4096");
  }
  std::vector<std::string> words;
  for (const auto& one : json) {
    auto word = word_of(one);
    if (!word) return std::unexpected(word.error());
    words.push_back(std::move(*word));
  }
  return words;
}

std::expected<std::vector<std::size_t>, std::string> files_of(const Json& json, std::size_t words) {
  if (!json.is_array() || json.size() > kMostDescriptors - kOwnDescriptors) {
    return std::unexpected("the files are no list of at most 8");
  }
  std::vector<std::size_t> files;
  for (const auto& one : json) {
    if (!one.is_number_unsigned() || one.get<std::size_t>() >= words) {
      return std::unexpected("a file is no word's number");
    }
    files.push_back(one.get<std::size_t>());
  }
  return files;
}

}  // namespace

std::string text_of(const Order& order) {
  try {
    return Json{{"version", order.version}, {"words", order.words}, {"files", order.files}}.dump();
  } catch (const Json::type_error&) {  // the one thing that JSON cannot carry
    throw ControlFault(
        "an argument is not UTF-8: it cannot be handed to the process that holds "
        "the store");
  }
}

std::string text_of(const Answer& answer) {
  const Json code = answer.exit_code ? Json(*answer.exit_code) : Json(nullptr);
  return Json{{"exit_code", code}, {"refusal", answer.refusal}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

std::expected<Order, std::string> parse_order(std::string_view bytes) {
  const auto json = object_of(bytes, {"version", "words", "files"});
  if (!json) return std::unexpected(json.error());
  auto version = word_of(json->at("version"));
  if (!version) return std::unexpected(version.error());
  auto words = words_of(json->at("words"));
  if (!words) return std::unexpected(words.error());
  auto files = files_of(json->at("files"), words->size());
  if (!files) return std::unexpected(files.error());
  return Order{std::move(*version), std::move(*words), std::move(*files)};
}

std::expected<Answer, std::string> parse_answer(std::string_view bytes) {
  const auto json = object_of(bytes, {"exit_code", "refusal"});
  if (!json) return std::unexpected(json.error());
  auto refusal = word_of(json->at("refusal"));
  if (!refusal) return std::unexpected(refusal.error());
  const auto& code = json->at("exit_code");
  if (code.is_null()) return Answer{std::nullopt, std::move(*refusal)};
  constexpr int kGreatestCode = 255;
  if (!code.is_number_unsigned() || code.get<std::uint64_t>() > kGreatestCode) {
    return std::unexpected("the exit code is no number up to 255");
  }
  return Answer{code.get<int>(), std::move(*refusal)};
}

}  // namespace vancrawl::control
