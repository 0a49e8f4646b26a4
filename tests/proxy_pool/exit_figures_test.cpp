#include "proxy_pool/exit_figures.h"

#include <gtest/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

using std::chrono::milliseconds;

TEST(ExitFigures, TheFirstMeasureStandsAndLaterOnesMoveItByAFifth) {
  ExitFigures figures;
  figures.note_traffic({.requests = 4, .waited = milliseconds(400)});
  EXPECT_DOUBLE_EQ(figures.latency_ms(), 100);
  figures.note_traffic({.requests = 1, .waited = milliseconds(200)});
  EXPECT_DOUBLE_EQ(figures.latency_ms(), 120);
  figures.note_traffic({.requests = 0, .waited = milliseconds(900)});
  EXPECT_DOUBLE_EQ(figures.latency_ms(), 120) << "nothing was asked";
}

TEST(ExitFigures, SlowLoadedFailingAndDearExitsCostMore) {
  const Exit plain;
  const ExitFigures fresh;
  const double usual = fresh.cost(plain, 0);
  EXPECT_GT(fresh.cost(plain, 1), usual);
  Exit dear;
  dear.price_per_gb = model::Won(5000);
  EXPECT_DOUBLE_EQ(fresh.cost(dear, 0), 2 * usual);
  Exit heavy;
  heavy.weight = 4;
  EXPECT_DOUBLE_EQ(fresh.cost(heavy, 0), usual / 4);
  ExitFigures slow;
  slow.note_traffic({.requests = 1, .waited = milliseconds(3000)});
  EXPECT_GT(slow.cost(plain, 0), usual);
  ExitFigures failing;
  failing.note_outcome(false);
  EXPECT_GT(failing.cost(plain, 0), usual);
}

}  // namespace
}  // namespace vancrawl::proxy_pool
