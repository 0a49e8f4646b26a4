#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "crawler/control/descriptor.h"
#include "crawler/control/listener.h"

namespace vancrawl::control {

/// Who asked, as the kernel says.
struct Peer {
  uid_t user = 0;
  pid_t process = 0;
  std::string name;  ///< "kim (pid 4711)"
};

/// Whether anybody still waits for a command's answer. Any thread.
class Caller {
 public:
  enum class Standing {
    kWaits,
    kHasLeft,   ///< the client is gone: nothing more is to be written
    kOwnerEnds  ///< the process that holds the store ends: the same
  };
  [[nodiscard]] Standing standing() const { return standing_.load(); }

 private:
  friend class Visit;
  std::atomic<Standing> standing_{Standing::kWaits};
};

/// A command that came in. Its thread stands in the client's folder, and nobody else does.
struct Command {
  std::vector<std::string> words;
  Peer peer;
  Descriptor in;
  Descriptor out;
  Descriptor err;
  std::vector<Descriptor> files;  ///< what words of the shape /proc/self/fd/N name
  const Caller& caller;
};

struct ServerSettings {
  std::string version;                       ///< of this program; a client of another is refused
  std::size_t most_at_once = 32;             ///< commands; one more is refused
  std::chrono::milliseconds patience{5000};  ///< for the message of one client
};

/// Hears the commands of other processes of the same user, or of root, and runs each on a thread of
/// its own. A client that goes away is told to its command by `Caller`, and whatever system call
/// the command hangs in is interrupted (SIGURG). SIGPIPE is ignored from here on, and so are the
/// signals by which a terminal stops a process that is in the background. Any thread.
class Server {
 public:
  /// Runs on several threads at once; gives the exit code; throws nothing.
  using Run = std::function<int(Command&)>;

  /// The listener outlives it.
  Server(Listener& listener, ServerSettings settings, Run run);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Stops without patience.
  ~Server();

  /// Nobody is heard from here on. Running commands are told, and interrupted once the patience is
  /// over; returns when all of them have ended.
  void stop(std::chrono::milliseconds patience);

 private:
  class Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::control
