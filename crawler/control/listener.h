#pragma once

#include <filesystem>
#include <optional>

#include "crawler/control/descriptor.h"

namespace vancrawl::control {

/// The socket (mode 0600) at which the holder of a store hears commands; its file goes with the
/// object. Only the holder of the store's lock makes one: so a file that is there already is a dead
/// process's, and is taken over.
class Listener {
 public:
  /// Throws ControlFault: the path is too long for a socket, a living process listens there, or the
  /// operating system refuses.
  explicit Listener(const std::filesystem::path& file);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Does not block.
  [[nodiscard]] int descriptor() const { return socket_.number(); }
  /// Nobody can connect from here on; who has connected and was not heard is sent away.
  void close();

 private:
  std::filesystem::path file_;
  Descriptor socket_;
};

/// A connection to whoever listens there; none if nobody does. Throws ControlFault.
[[nodiscard]] std::optional<Descriptor> connect_to(const std::filesystem::path& file);

}  // namespace vancrawl::control
