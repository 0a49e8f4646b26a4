#include "tests/proxies/client_hello.h"

#include <cstddef>
#include <cstdint>

namespace vancrawl::proxies {
namespace {

constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kHelloMessage = 1;
constexpr std::size_t kServerName = 0;
constexpr std::size_t kSessionTicket = 35;
constexpr std::size_t kPreSharedKey = 41;

/// Takes big-endian numbers and counted strings off the front; once too short, always too short.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool is_good() const { return good_; }
  [[nodiscard]] bool is_at_end() const { return rest_.empty() || !good_; }

  std::string_view take(std::size_t count) {
    if (count > rest_.size()) good_ = false;
    if (!good_) return {};
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::size_t number(std::size_t width) {
    std::size_t value = 0;
    for (const char byte : take(width)) value = value * 256 + static_cast<std::uint8_t>(byte);
    return value;
  }
  std::string_view counted(std::size_t width) { return take(number(width)); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::string first_name(std::string_view extension) {
  Reader list(Reader(extension).counted(2));
  list.take(1);
  return std::string(list.counted(2));
}

void add_identities(std::string_view extension, std::vector<std::string>& tickets) {
  constexpr std::size_t kAge = 4;
  Reader identities(Reader(extension).counted(2));
  while (!identities.is_at_end()) {
    tickets.emplace_back(identities.counted(2));
    identities.take(kAge);
  }
}

void read_extensions(std::string_view bytes, ClientHello& hello) {
  Reader extensions(bytes);
  while (!extensions.is_at_end()) {
    const auto kind = extensions.number(2);
    const auto content = extensions.counted(2);
    if (kind == kServerName) hello.server_name = first_name(content);
    if (kind == kSessionTicket && !content.empty()) hello.tickets.emplace_back(content);
    if (kind == kPreSharedKey) add_identities(content, hello.tickets);
  }
}

}  // namespace

std::optional<ClientHello> read_client_hello(std::string_view bytes) {
  constexpr std::size_t kVersionAndRandom = 2 + 32;
  Reader record(bytes);
  if (record.number(1) != kHandshakeRecord) return std::nullopt;
  record.take(2);
  Reader message(record.counted(2));
  if (!record.is_good() || message.number(1) != kHelloMessage) return std::nullopt;
  Reader body(message.counted(3));
  body.take(kVersionAndRandom);
  ClientHello hello;
  hello.session_id = body.counted(1);
  body.counted(2);
  body.counted(1);
  const auto extensions = body.counted(2);
  if (!message.is_good() || !body.is_good()) return std::nullopt;
  read_extensions(extensions, hello);
  return hello;
}

}  // namespace vancrawl::proxies
