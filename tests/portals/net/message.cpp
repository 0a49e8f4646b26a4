#include "tests/portals/net/message.h"

#include <algorithm>
#include <cstddef>

namespace vancrawl::portals::net {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(const std::string& text, char for_plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_digit(text[i + 1]) : -1;
    const int low = escape ? hex_digit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? for_plus : text[i]);
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> first_value(const Fields& fields, const std::string& name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> all_values(const Fields& fields, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields) {
    if (key == name) values.push_back(value);
  }
  return values;
}

Fields parse_form(const std::string& encoded) {
  Fields fields;
  std::size_t start = 0;
  while (start < encoded.size()) {
    const std::size_t end = std::min(encoded.find('&', start), encoded.size());
    const std::string pair = encoded.substr(start, end - start);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (!pair.empty()) {
      const std::string value = equals < pair.size() ? pair.substr(equals + 1) : std::string();
      fields.emplace_back(decoded(pair.substr(0, equals), ' '), decoded(value, ' '));
    }
    start = end + 1;
  }
  return fields;
}

std::string decode_path(const std::string& encoded) { return decoded(encoded, '+'); }

Fields Ask::form() const { return parse_form(body); }

std::string Ask::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string Ask::cookie(const std::string& name) const {
  const auto found = cookies.find(name);
  return found == cookies.end() ? std::string() : found->second;
}

}  // namespace vancrawl::portals::net
