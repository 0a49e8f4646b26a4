#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "crawler/control/frame.h"
#include "crawler/control/message.h"
#include "crawler/control/server.h"

namespace vancrawl::control {

/// One connection from its first byte to its answer, on a thread of its own. Owned by the server,
/// which joins it once `has_ended`.
class Visit {
 public:
  /// `ended` is called on the visit's own thread, as its last act.
  Visit(Descriptor socket, const ServerSettings& settings, const Server::Run& run,
        std::function<void()> ended);
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  /// Waits for the thread.
  ~Visit();

  [[nodiscard]] int socket() const { return socket_.number(); }
  [[nodiscard]] bool has_ended() const { return ended_.load(); }
  [[nodiscard]] Caller::Standing standing() const { return caller_.standing(); }
  /// The first reason stays.
  void end(Caller::Standing because);
  /// Wakes the thread from the system call that it hangs in. To be repeated: a call that is about
  /// to begin is missed.
  void interrupt();

 private:
  void work();
  [[nodiscard]] Answer answer();
  [[nodiscard]] Answer answer(Frame frame, Peer peer);

  Descriptor socket_;
  const ServerSettings& settings_;
  const Server::Run& run_;
  std::function<void()> tell_end_;
  Caller caller_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

/// Says no to a client without a thread of its own; never waits.
void turn_away(int socket, const std::string& refusal);

}  // namespace vancrawl::control
