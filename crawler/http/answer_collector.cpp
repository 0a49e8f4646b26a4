#include "crawler/http/answer_collector.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <strings.h>

namespace vancrawl::http {
namespace {

constexpr std::uint64_t kMaxHeaderBytes = 256 * 1024;
constexpr std::uint64_t kMaxReserve = 1024 * 1024;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool equals_in_any_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

std::uint64_t number_or_zero(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void AnswerCollector::begin(const Limits& limits) {
  response_ = {};
  max_body_ = limits.max_bytes;
  header_bytes_ = 0;
  too_large_ = false;
}

bool AnswerCollector::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) too_large_ = true;
  if (line.starts_with("HTTP/")) {
    response_ = {};
  } else {
    take_field(line);
  }
  return !too_large_;
}

void AnswerCollector::take_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equals_in_any_case(name, "content-length")) {
    const std::uint64_t announced = number_or_zero(value);
    if (announced > max_body_) too_large_ = true;
    response_.body.reserve(std::min({announced, max_body_, kMaxReserve}));
  }
  if (equals_in_any_case(name, "content-type")) response_.content_type = value;
  response_.headers.emplace_back(std::string(name), std::string(value));
}

bool AnswerCollector::take_body(std::string_view portion) {
  if (portion.size() > max_body_ - response_.body.size()) {
    too_large_ = true;
    return false;
  }
  response_.body.append(portion);
  return true;
}

Response AnswerCollector::take() { return std::exchange(response_, {}); }

}  // namespace vancrawl::http
