#pragma once

namespace vancrawl::storage {

class Connection;

/// What can be asked: the writer's transaction or a read-only connection. Everything that only
/// reads takes a View&, everything that writes takes a Transaction&. Used by one thread at a time.
class View {
 public:
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  /// For the sources of this folder only.
  [[nodiscard]] Connection& connection() const { return *connection_; }

 protected:
  explicit View(Connection& connection) : connection_(&connection) {}
  ~View() = default;

 private:
  Connection* connection_;
};

/// One closure's part of a group commit. Made by Store alone; lives as long as the closure runs.
class Transaction final : public View {
 private:
  friend class Store;
  using View::View;
};

}  // namespace vancrawl::storage
