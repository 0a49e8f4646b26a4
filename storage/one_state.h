#pragma once

#include "storage/view.h"

namespace vancrawl::storage {

/// Makes several questions see one state of the store, where no transaction does so already.
class OneState {
 public:
  explicit OneState(View& view);
  OneState(const OneState&) = delete;
  OneState& operator=(const OneState&) = delete;
  ~OneState();

 private:
  Connection* connection_;
  bool began_ = false;
};

}  // namespace vancrawl::storage
