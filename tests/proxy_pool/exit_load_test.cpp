#include "proxy_pool/exit_load.h"

#include <gtest/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

TEST(ExitLoad, AnExitHasRoomUpToItsLimits) {
  Exit exit;
  exit.at_once = 3;
  exit.at_once_at_a_site = 2;
  ExitLoad load;
  load.change(7, 1);
  EXPECT_TRUE(load.has_room(exit, 7));
  load.change(7, 1);
  EXPECT_FALSE(load.has_room(exit, 7));
  EXPECT_TRUE(load.has_room(exit, 8));
  load.change(8, 1);
  EXPECT_FALSE(load.has_room(exit, 9)) << "three in all";
  load.change(7, -1);
  EXPECT_TRUE(load.has_room(exit, 7));
  EXPECT_EQ(load.in_use(), 2);
  EXPECT_EQ(load.in_use_at(7), 1);
}

TEST(ExitLoad, WithoutLimitsThereIsAlwaysRoom) {
  ExitLoad load;
  for (int i = 0; i < 1000; ++i) load.change(1, 1);
  EXPECT_TRUE(load.has_room(Exit{}, 1));
}

TEST(ExitLoad, AUseCountsWhileItLives) {
  const auto load = std::make_shared<ExitLoad>();
  {
    const ExitUse use(std::make_shared<const Exit>(), load, 2);
    EXPECT_EQ(load->in_use_at(2), 1);
  }
  EXPECT_EQ(load->in_use_at(2), 0);
  EXPECT_EQ(load->in_use(), 0);
}

}  // namespace
}  // namespace vancrawl::proxy_pool
