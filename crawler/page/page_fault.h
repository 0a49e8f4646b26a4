#pragma once

#include <string>

#include "crawler/model/failure.h"

namespace vancrawl::page {

/// Why a page could not be read as what it should be: a class of the closed list, and a message
/// that names what was seen, what was expected and where. Never holds a card number or a secret.
struct PageFault {
  model::FailureClass failure = model::FailureClass::kUnknownPage;
  std::string message;
};

}  // namespace vancrawl::page
