#include "tests/proxies/client_hello.h"

#include <memory>

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <rapidcheck.h>

namespace vancrawl::proxies {
namespace {

/// What OpenSSL says first, without anybody who answers.
std::string said_first(const char* server_name, int version) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<SSL, decltype(&SSL_free)> client(SSL_new(context.get()), &SSL_free);
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(client.get(), BIO_new(BIO_s_mem()), out);
  SSL_set_tlsext_host_name(client.get(), server_name);
  static_cast<void>(SSL_connect(client.get()));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TEST(ClientHello, NamesItsServerAndOffersNoTicketTheFirstTime) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto hello = read_client_hello(said_first("portal.test", version));
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->server_name, "portal.test");
    EXPECT_TRUE(hello->tickets.empty());
  }
}

TEST(ClientHello, IsNotReadBeforeItIsWhole) {
  const auto whole = said_first("portal.test", TLS1_3_VERSION);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_client_hello(whole.substr(0, length))) << length;
  }
}

TEST(ClientHello, IsNothingElse) {
  EXPECT_FALSE(read_client_hello("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_FALSE(read_client_hello(std::string("\x16\x03\x01\x00\x04\x02\x00\x00\x00", 9)));
}

TEST(ClientHello, SurvivesAnyBytes) {
  const auto whole = said_first("portal.test", TLS1_3_VERSION);
  EXPECT_TRUE(rc::check([&](const std::vector<std::pair<std::uint16_t, char>>& changes) {
    auto bytes = whole;
    for (const auto& [place, byte] : changes) bytes[place % bytes.size()] = byte;
    const auto hello = read_client_hello(bytes);
    RC_CLASSIFY(hello.has_value(), "still a hello");
  }));
}

}  // namespace
}  // namespace vancrawl::proxies
