#include "proxy_pool/exit_load.h"

#include <gtest/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

TEST(ExitLoad, AnExitHasRoomUpToItsLimits) {
  ExitLoad load;
  load.limit(3, 2);
  load.change(7, 1);
  EXPECT_TRUE(load.has_room(7));
  load.change(7, 1);
  EXPECT_FALSE(load.has_room(7));
  EXPECT_TRUE(load.has_room(8));
  load.change(8, 1);
  EXPECT_FALSE(load.has_room(9)) << "three in all";
  load.change(7, -1);
  EXPECT_TRUE(load.has_room(7));
  EXPECT_EQ(load.in_use(), 2);
  EXPECT_EQ(load.in_use_at(7), 1);
}

TEST(ExitLoad, WithoutLimitsThereIsAlwaysRoom) {
  ExitLoad load;
  for (int i = 0; i < 1000; ++i) load.change(1, 1);
  EXPECT_TRUE(load.has_room(1));
}

TEST(ExitLoad, ASessionFromBeforeTheLimitTakesNobodysPlace) {
  ExitLoad load;
  load.change(1, 1);
  load.limit(0, 1);
  load.change(1, 1);
  load.change(1, -1);
  load.change(1, -1);
  EXPECT_EQ(load.in_use(), 0);
  EXPECT_EQ(load.in_use_at(1), 0);
}

TEST(ExitLoad, AUseCountsWhileItLives) {
  const auto load = std::make_shared<ExitLoad>();
  load->limit(0, 5);
  {
    const ExitUse use(std::make_shared<const Exit>(), load, 2);
    EXPECT_EQ(load->in_use_at(2), 1);
  }
  EXPECT_EQ(load->in_use_at(2), 0);
  EXPECT_EQ(load->in_use(), 0);
}

}  // namespace
}  // namespace vancrawl::proxy_pool
