#include "crawler/model/secret.h"

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <gtest/gtest.h>

namespace {

/// What lay in the watched block at the moment it was given back.
thread_local const void* watched_block = nullptr;
thread_local std::size_t watched_size = 0;
thread_local int watched_bytes_left = -1;

void look_at(const void* block) {
  if (block == nullptr || block != watched_block) return;
  const auto* bytes = static_cast<const char*>(block);
  watched_bytes_left = static_cast<int>(
      std::count_if(bytes, bytes + watched_size, [](char c) { return c != '\0'; }));
  watched_block = nullptr;
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  look_at(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  look_at(block);
  std::free(block);
}

namespace vancrawl::model {
namespace {

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);
static_assert(std::is_nothrow_move_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_constructible_v<std::string_view, Secret>);
static_assert(!fmt::is_formattable<Secret>::value);

template <class T>
concept IsStreamable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept IsComparable = requires(const T& a, const T& b) { a == b; };
static_assert(!IsStreamable<Secret>);
static_assert(!IsComparable<Secret>);

constexpr std::string_view kPassword = "correct horse battery staple, 2026!";

Secret secret_of(std::string text) { return Secret::take(text); }

std::string bytes_of(const Secret& secret) {
  return {secret.expose().begin(), secret.expose().end()};
}

void watch(const Secret& secret) {
  watched_block = secret.expose().data();
  watched_size = secret.expose().size();
  watched_bytes_left = -1;
}

TEST(Secret, IsWipedBeforeItsMemoryIsGivenBack) {
  {
    const auto secret = secret_of(std::string(kPassword));
    watch(secret);
  }
  EXPECT_EQ(watched_bytes_left, 0) << "-1: the block was never freed";
}

TEST(Secret, IsWipedWhenAnotherTakesItsPlace) {
  auto secret = secret_of(std::string(kPassword));
  watch(secret);
  secret = secret_of("another");
  EXPECT_EQ(watched_bytes_left, 0);
  EXPECT_EQ(bytes_of(secret), "another");
}

TEST(Secret, MovesItsBytesInsteadOfCopyingThem) {
  auto first = secret_of(std::string(kPassword));
  const auto* const bytes = first.expose().data();
  auto second = std::move(first);
  EXPECT_EQ(second.expose().data(), bytes);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): emptiness is promised
  Secret third;
  third = std::move(second);
  EXPECT_EQ(bytes_of(third), kPassword);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, SurvivesBeingMovedOntoItself) {
  auto secret = secret_of(std::string(kPassword));
  auto& same = secret;
  secret = std::move(same);
  EXPECT_EQ(bytes_of(secret), kPassword);
}

TEST(Secret, TakesTheTextAndLeavesNothingOfIt) {
  std::string text(kPassword);
  text.resize(10);  // the rest was typed and taken back
  const char* const memory = text.data();
  const auto secret = Secret::take(text);
  EXPECT_EQ(bytes_of(secret), kPassword.substr(0, 10));
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), memory);
  EXPECT_TRUE(std::all_of(memory, memory + kPassword.size(), [](char c) { return c == '\0'; }));
}

TEST(Secret, WipesAShortTextToo) {
  std::string text = "pin1234";
  const char* const memory = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_TRUE(std::all_of(memory, memory + 7, [](char c) { return c == '\0'; }));
}

TEST(Secret, TakesBytesWithoutCopyingThem) {
  std::vector<char> bytes(kPassword.begin(), kPassword.end());
  const auto* const memory = bytes.data();
  const auto secret = Secret::take(std::move(bytes));
  EXPECT_EQ(secret.expose().data(), memory);
}

TEST(Secret, ACloneIsASecretOfItsOwn) {
  auto original = secret_of(std::string(kPassword));
  const auto copy = original.clone();
  EXPECT_NE(copy.expose().data(), original.expose().data());
  original = Secret();
  EXPECT_TRUE(original.empty());
  EXPECT_EQ(bytes_of(copy), kPassword);
}

}  // namespace
}  // namespace vancrawl::model
