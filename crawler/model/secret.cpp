#include "crawler/model/secret.h"

#include <utility>

#include <string.h>  // explicit_bzero

namespace vancrawl::model {
namespace {

void wipe_bytes(std::vector<char>& bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace

Secret Secret::take(std::string& text) {
  Secret secret;
  secret.bytes_.assign(text.begin(), text.end());
  wipe(text);
  return secret;
}

Secret Secret::take(std::vector<char>&& bytes) {
  Secret secret;
  secret.bytes_ = std::move(bytes);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe_bytes(bytes_);
  bytes_ = std::exchange(other.bytes_, {});
  return *this;
}

Secret::~Secret() { wipe_bytes(bytes_); }

Secret Secret::clone() const {
  Secret copy;
  copy.bytes_ = bytes_;
  return copy;
}

void wipe(std::string& text) {
  // Characters that were typed and taken back lie behind the text's end.
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

void wipe(std::span<char> bytes) { explicit_bzero(bytes.data(), bytes.size()); }

}  // namespace vancrawl::model
