#pragma once

#include <cstdint>

#include "tests/portals/net/message.h"

namespace vancrawl::portals {

/// What differs between two loads of an unchanged page: a comment at the end of an HTML page, the
/// first empty "wrkAton" of a JSON answer. Off until it is asked for; then no two answers are
/// alike. One thread.
class Nonce {
 public:
  void turn(bool on) { on_ = on; }
  void put_into(net::Answer& answer);

 private:
  bool on_ = false;
  std::uint64_t number_ = 0;
};

}  // namespace vancrawl::portals
