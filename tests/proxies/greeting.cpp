#include "tests/proxies/greeting.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <openssl/evp.h>

namespace vancrawl::proxies {
namespace {

namespace asio = boost::asio;

constexpr char kSocksVersion = 5;
constexpr char kNoAuthentication = 0;
constexpr char kUserAndPassword = 2;
constexpr char kNothingFits = -1;
constexpr char kAddressIsIpv4 = 1;
constexpr char kAddressIsName = 3;

std::size_t count_of(char byte) { return static_cast<std::uint8_t>(byte); }

std::string from_base64(const std::string& text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
  const auto* const in = reinterpret_cast<const unsigned char*>(text.data());
  const int size = EVP_DecodeBlock(bytes.data(), in, static_cast<int>(text.size()));
  if (size < 0) return {};
  std::string decoded(bytes.begin(), bytes.begin() + size);
  while (decoded.ends_with('\0')) decoded.pop_back();  // OpenSSL leaves the padding in
  return decoded;
}

std::string header_of(const std::string& head, const std::string& name) {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

bool is_name(const std::string& target) {
  const auto host = target.substr(0, target.rfind(':'));
  return host.find_first_not_of("0123456789.") != std::string::npos;
}

std::string http_head(const std::string& status) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

std::string http_bytes(Reply reply) {
  switch (reply) {
    case Reply::kOpen:
      return "HTTP/1.1 200 Connection established\r\n\r\n";
    case Reply::kForbidden:
      return http_head("403 Forbidden");
    case Reply::kNothingLeft:
      return http_head("402 Payment Required");
    case Reply::kUnreachable:
      return http_head("502 Bad Gateway");
  }
  std::unreachable();
}

char socks_status(Reply reply) {
  switch (reply) {
    case Reply::kOpen:
      return 0;
    case Reply::kForbidden:
      return 2;
    case Reply::kNothingLeft:
      return 1;
    case Reply::kUnreachable:
      return 4;
  }
  std::unreachable();
}

asio::awaitable<std::string> read_counted(Wire& wire) {
  const auto length = co_await wire.read(1);
  if (length.empty()) co_return std::string();
  auto text = co_await wire.read(count_of(length.front()));
  co_return text;
}

/// The method is chosen and the user admitted; false: the visit is over.
asio::awaitable<bool> agree_on_method(Wire& wire, bool asks_for_users) {
  const auto version = co_await wire.read(1);
  const auto methods = co_await read_counted(wire);
  const char wanted = asks_for_users ? kUserAndPassword : kNoAuthentication;
  const bool agreed = methods.find(wanted) != std::string::npos;
  const char chosen = agreed ? wanted : kNothingFits;
  const bool written = co_await wire.write({kSocksVersion, chosen});
  co_return agreed&& written&& version.starts_with(kSocksVersion);
}

asio::awaitable<std::string> read_socks_host(Wire& wire, char kind) {
  if (kind == kAddressIsName) {
    auto name = co_await read_counted(wire);
    co_return name;
  }
  constexpr std::size_t kIpv4Bytes = 4;
  const auto bytes = co_await wire.read(kind == kAddressIsIpv4 ? kIpv4Bytes : 0);
  std::string dotted;
  for (const char byte : bytes) {
    dotted += (dotted.empty() ? "" : ".") + std::to_string(count_of(byte));
  }
  co_return dotted;
}

}  // namespace

asio::awaitable<std::optional<Wish>> read_connect(Wire& wire, Admission admission) {
  const auto head = co_await wire.read_head();
  constexpr std::string_view kVerb = "CONNECT ";
  if (!head.starts_with(kVerb)) co_return std::nullopt;
  constexpr std::string_view kScheme = "Basic ";
  const auto proof = header_of(head, "Proxy-Authorization");
  const auto pair = proof.starts_with(kScheme) ? from_base64(proof.substr(kScheme.size())) : "";
  const auto colon = pair.find(':');
  Wish wish;
  wish.user = pair.substr(0, colon);
  wish.target = head.substr(kVerb.size(), head.find(' ', kVerb.size()) - kVerb.size());
  wish.by_name = is_name(wish.target);
  const auto password = colon == std::string::npos ? "" : pair.substr(colon + 1);
  if (admission(wish.user, password)) co_return wish;
  static_cast<void>(co_await wire.write(
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"exit\"\r\n"
      "Content-Length: 0\r\nConnection: close\r\n\r\n"));
  co_return std::nullopt;
}

asio::awaitable<std::optional<Wish>> read_socks(Wire& wire, Admission admission,
                                                bool asks_for_users) {
  const bool agreed = co_await agree_on_method(wire, asks_for_users);
  if (!agreed) co_return std::nullopt;
  Wish wish;
  std::string password;
  if (asks_for_users) {
    static_cast<void>(co_await wire.read(1));
    wish.user = co_await read_counted(wire);
    password = co_await read_counted(wire);
  }
  const bool admitted = admission(wish.user, password);
  if (asks_for_users) {
    const char status = admitted ? 0 : 1;
    static_cast<void>(co_await wire.write({1, status}));
  }
  if (!admitted) co_return std::nullopt;
  const auto request = co_await wire.read(4);
  if (request.size() != 4 || request[1] != 1) co_return std::nullopt;
  const auto host = co_await read_socks_host(wire, request[3]);
  const auto port = co_await wire.read(2);
  if (host.empty() || port.size() != 2) co_return std::nullopt;
  wish.target = host + ":" + std::to_string(count_of(port[0]) * 256 + count_of(port[1]));
  wish.by_name = request[3] == kAddressIsName;
  co_return wish;
}

std::string bytes_of(Reply reply, Language language) {
  if (language != Language::kSocks5) return http_bytes(reply);
  return {kSocksVersion, socks_status(reply), 0, kAddressIsIpv4, 0, 0, 0, 0, 0, 0};
}

}  // namespace vancrawl::proxies
