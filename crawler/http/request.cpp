#include "crawler/http/request.h"

#include <utility>

#include "crawler/model/secret.h"

namespace vancrawl::http {

Request::Request(Method method_in, std::string url_in)
    : method(method_in), url(std::move(url_in)) {}

Request& Request::operator=(Request&& other) noexcept {
  if (carries_secret) model::wipe(body);
  method = other.method;
  url = std::move(other.url);
  headers = std::move(other.headers);
  // Assigning a short text would keep the room of a long one for as long as its session lives.
  std::string(std::move(other.body)).swap(body);
  content_type = std::move(other.content_type);
  carries_secret = other.carries_secret;
  limits = other.limits;
  return *this;
}

Request::~Request() {
  // A short body lies in the string itself and stays there when it is moved from.
  if (carries_secret) model::wipe(body);
}

}  // namespace vancrawl::http
