#include "crawler/cli/store_access.h"

#include "storage/audit.h"

namespace vancrawl::cli {

void StoreOwner::expect_caller() const {
  if (caller == nullptr) return;
  switch (caller->standing()) {
    case control::Caller::Standing::kWaits:
      return;
    case control::Caller::Standing::kHasLeft:
      throw NobodyWaits("the client has gone: nothing more is changed");
    case control::Caller::Standing::kOwnerEnds:
      throw NobodyWaits(
          "the process that holds the store ends: nothing more is changed; enter it again");
  }
}

void CommandStore::commit_alone(const storage::Store::Change& change) {
  if (own_) {
    own_->write([&](storage::Transaction& transaction) { change(transaction); });
    return;
  }
  owner_->expect_caller();
  owner_->store.run_and_wait([this, &change](storage::Transaction& transaction) {
    if (actor_.empty()) return change(transaction);
    const storage::ActingFor acting(transaction, actor_);
    change(transaction);
  });
  owner_->wake();
}

void CommandStore::checkpoint() { own_ ? own_->checkpoint() : owner_->store.checkpoint_and_wait(); }

void CommandStore::act_for(const std::string& actor) {
  if (own_) own_->act_for(actor);
  actor_ = actor;
}

}  // namespace vancrawl::cli
