#include "tests/portals/arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

constexpr int kBadArguments = 2;

struct Texts {
  std::string until;
  std::string faults = "none";
  std::string page_weight = "normal";
  std::string work_dir;
  int rows_per_day = 0;
  std::int64_t slow_ms = 0;
};

void declare(CLI::App& app, SimulatorOrder& order, Texts& texts) {
  app.add_option("--seed", order.world.seed, "the world follows from it")->capture_default_str();
  app.add_option("--merchants", order.world.merchants, "consenting merchants")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  app.add_option("--days", order.world.days, "length of the window")
      ->capture_default_str()
      ->check(CLI::Range(1, 400));
  app.add_option("--until", texts.until, "its last day, YYYY-MM-DD (yesterday in Korea)");
  app.add_option("--faults", texts.faults, "what the portals do wrong")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "some", "heavy"}));
  app.add_option("--proxies", order.proxies, "CONNECT proxies; the last is dead with faults")
      ->capture_default_str()
      ->check(CLI::Range(0, 64));
  app.add_option("--work-dir", texts.work_dir, "for the CA file; removed if made here");
  app.add_option("--rows-per-day", texts.rows_per_day,
                 "exactly so many approvals a merchant and day, one group, one terminal")
      ->check(CLI::Range(1, 100000));
  app.add_option("--page-weight", texts.page_weight, "markup of sample_keypad's listings")
      ->capture_default_str()
      ->check(CLI::IsMember({"lean", "normal", "heavy"}));
  app.add_option("--slow-ms", texts.slow_ms, "every portal answer waits so long")
      ->check(CLI::Range(0, 600000));
  app.add_flag("--keep-session-id", order.keep_session_id,
               "cardsales opens its session under the id from before the login");
  app.add_flag("--plain-login", order.plain_login,
               "sample_keypad's login also takes a field password");
  app.add_flag("--nonce", order.nonce, "no two portal answers are byte for byte alike");
  app.add_flag("--prerender", order.prerender, "keep listing answers once they are rendered");
}

}  // namespace

std::expected<SimulatorOrder, EarlyEnd> read_arguments(int count, const char* const* values,
                                                       Day today) {
  CLI::App app(
      "Plays the portals cardsales and sample_keypad over HTTPS on loopback; prints one "
      "line of JSON with their addresses.",
      "portal-sim");
  SimulatorOrder order;
  order.world.until = today.plus(-1);
  Texts texts;
  declare(app, order, texts);
  try {
    app.parse(count, values);
  } catch (const CLI::CallForHelp&) {
    return std::unexpected(EarlyEnd{0, app.help()});
  } catch (const CLI::ParseError& fault) {
    return std::unexpected(EarlyEnd{kBadArguments, fmt::format("portal-sim: {}\n", fault.what())});
  }
  if (!texts.until.empty()) {
    const auto until = day_from_iso(texts.until);
    if (!until) {
      return std::unexpected(EarlyEnd{
          kBadArguments, fmt::format("portal-sim: --until: '{}' is no day\n", texts.until)});
    }
    order.world.until = *until;
  }
  order.faults = fault_level_named(texts.faults).value();
  order.page_weight = page_weight_named(texts.page_weight).value();
  order.work_dir = texts.work_dir;
  order.slow = std::chrono::milliseconds(texts.slow_ms);
  if (texts.rows_per_day > 0) order.world.rows_per_day = texts.rows_per_day;
  return order;
}

}  // namespace vancrawl::portals
