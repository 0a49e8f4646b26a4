#include "crawler/http/response.h"

#include <strings.h>

namespace vancrawl::http {

std::optional<std::string> Response::header(const std::string& name) const {
  for (const Header& candidate : headers) {
    if (strcasecmp(candidate.name.c_str(), name.c_str()) == 0) return candidate.value;
  }
  return std::nullopt;
}

std::vector<std::string> Response::all_headers(const std::string& name) const {
  std::vector<std::string> values;
  for (const Header& candidate : headers) {
    if (strcasecmp(candidate.name.c_str(), name.c_str()) == 0) values.push_back(candidate.value);
  }
  return values;
}

}  // namespace vancrawl::http
