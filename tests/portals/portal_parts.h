#pragma once

#include "tests/portals/books.h"
#include "tests/portals/faults.h"
#include "tests/portals/login_desk.h"
#include "tests/portals/world.h"

namespace vancrawl::portals {

/// What a portal works with; everything outlives it. One thread.
struct PortalParts {
  const World& world;
  const Books& books;
  FaultBook& faults;
  LoginDesk& desk;
  bool prerender = false;        ///< keeps listing answers that no fault touches
  bool plain_login = false;      ///< sample_keypad's login also takes a field `password`
  bool keep_session_id = false;  ///< cardsales' session keeps the id from before the login
};

}  // namespace vancrawl::portals
