#include "keypad_solver/press_plan.h"

#include <utility>

#include <string.h>

namespace vancrawl::keypad_solver {
namespace {

// A random point is drawn as a fraction, so that its cost and count do not depend on the cell.
constexpr std::uint32_t kSteps = 1U << 16U;
constexpr std::uint32_t kInnerFrom = 3;  // tenths
constexpr std::uint32_t kInnerTo = 7;

struct Key {
  std::uint32_t found = 0;
  std::uint32_t page = 0;
  std::uint32_t cell = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t w = 0;
  std::uint32_t h = 0;
};

// All ones when equal, else 0, without a branch.
std::uint32_t mask_if_equal(char a, char b) {
  const auto difference =
      static_cast<std::uint32_t>(static_cast<unsigned char>(a) ^ static_cast<unsigned char>(b));
  return ((difference - 1U) >> 31U) * 0xffffffffU;
}

std::uint32_t bits(std::int32_t value) { return static_cast<std::uint32_t>(value); }

// Reads every hit of every page and keeps the first one wanted by masks.
Key find_key(std::span<const Reading> pages, char character) {
  Key key;
  for (std::uint32_t page = 0; page < pages.size(); ++page) {
    for (const Hit& hit : pages[page].hits) {
      const std::uint32_t mask = mask_if_equal(hit.character, character) & ~key.found;
      key.found |= mask;
      key.page |= mask & page;
      key.cell |= mask & hit.cell;
      key.x |= mask & bits(hit.box.x);
      key.y |= mask & bits(hit.box.y);
      key.w |= mask & bits(hit.box.w);
      key.h |= mask & bits(hit.box.h);
    }
  }
  return key;
}

struct PageFound {
  std::uint32_t found = 0;
  std::uint32_t page = 0;
};

PageFound find_page(std::span<const std::string> alphabets, char character) {
  PageFound result;
  for (std::uint32_t page = 0; page < alphabets.size(); ++page) {
    for (const char one : alphabets[page]) {
      const std::uint32_t mask = mask_if_equal(one, character) & ~result.found;
      result.found |= mask;
      result.page |= mask & page;
    }
  }
  return result;
}

bool is_length_allowed(std::span<const char> secret) {
  return !secret.empty() && secret.size() <= kMaxSecretLength;
}

// First pixel at or after 30 % of the side, last one at or before 70 %, and a draw between them.
std::int32_t inner_place(std::uint32_t from, std::uint32_t side, std::uint32_t draw) {
  const std::uint32_t first = (kInnerFrom * side + 9) / 10;
  const std::uint32_t last = kInnerTo * side / 10;
  const std::uint32_t width = last - first + 1;
  return static_cast<std::int32_t>(from + first + ((draw * width) >> 16U));
}

Press press_of(const Key& key, std::uint32_t draw_x, std::uint32_t draw_y) {
  return {.page = static_cast<std::uint16_t>(key.page),
          .cell = static_cast<std::uint16_t>(key.cell),
          .at = {inner_place(key.x, key.w, draw_x), inner_place(key.y, key.h, draw_y)}};
}

}  // namespace

std::string_view plan_fault_name(PlanFault fault) {
  switch (fault) {
    case PlanFault::kEmptySecret:
      return "empty_secret";
    case PlanFault::kNotOnPad:
      return "not_on_pad";
    case PlanFault::kBadRandom:
      return "bad_random";
    case PlanFault::kCountDiffers:
      return "count_differs";
  }
  std::unreachable();
}

std::expected<PressPlan, PlanFault> plan_presses(std::span<const Reading> pages,
                                                 std::span<const char> secret,
                                                 const RandomBelow& random) {
  if (!is_length_allowed(secret)) return std::unexpected(PlanFault::kEmptySecret);
  PressPlan plan(secret.size());
  std::uint32_t all_found = 0xffffffffU;
  bool random_fits = true;
  Key key;
  for (const char character : secret) {
    key = find_key(pages, character);
    all_found &= key.found;
    const std::uint32_t draw_x = random(kSteps);
    const std::uint32_t draw_y = random(kSteps);
    random_fits = random_fits && draw_x < kSteps && draw_y < kSteps;
    plan.add(press_of(key, draw_x, draw_y));
  }
  explicit_bzero(&key, sizeof(key));
  if (!random_fits) return std::unexpected(PlanFault::kBadRandom);
  if (all_found == 0) return std::unexpected(PlanFault::kNotOnPad);
  if (plan.items().size() != secret.size()) return std::unexpected(PlanFault::kCountDiffers);
  return plan;
}

std::expected<PressPlan, PlanFault> plan_presses(const Reading& reading,
                                                 std::span<const char> secret,
                                                 const RandomBelow& random) {
  return plan_presses(std::span(&reading, 1), secret, random);
}

std::expected<StepPlan, PlanFault> plan_steps(std::span<const std::string> alphabets,
                                              std::span<const char> secret) {
  if (!is_length_allowed(secret)) return std::unexpected(PlanFault::kEmptySecret);
  const bool switches = alphabets.size() > 1;
  const std::size_t count = secret.size() * (switches ? 2 : 1);
  StepPlan plan(count);
  std::uint32_t all_found = 0xffffffffU;
  PageFound found;
  for (std::size_t place = 0; place < secret.size(); ++place) {
    found = find_page(alphabets, secret[place]);
    all_found &= found.found;
    PressStep step{.kind = PressStep::Kind::kSwitch,
                   .page = static_cast<std::uint16_t>(found.page),
                   .place = static_cast<std::uint16_t>(place)};
    if (switches) plan.add(step);
    step.kind = PressStep::Kind::kPress;
    plan.add(step);
  }
  explicit_bzero(&found, sizeof(found));
  if (all_found == 0) return std::unexpected(PlanFault::kNotOnPad);
  if (plan.items().size() != count) return std::unexpected(PlanFault::kCountDiffers);
  return plan;
}

}  // namespace vancrawl::keypad_solver
