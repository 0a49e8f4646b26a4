#include "crawler/cli/command_door.h"

#include <cstdio>

#include <spdlog/spdlog.h>

#include "crawler/cli/application.h"
#include "crawler/cli/relay.h"

namespace vancrawl::cli {
namespace {

/// A client's stream for printing to; what cannot be written is lost with its client.
class PrintTo {
 public:
  explicit PrintTo(control::Descriptor& to) : file_(::fdopen(to.number(), "w")) {
    if (file_ == nullptr) throw std::runtime_error("a stream of the client cannot be used");
    static_cast<void>(to.release());
  }
  PrintTo(const PrintTo&) = delete;
  PrintTo& operator=(const PrintTo&) = delete;
  ~PrintTo() { static_cast<void>(std::fclose(file_)); }
  [[nodiscard]] std::FILE* file() const { return file_; }

 private:
  std::FILE* file_;
};

}  // namespace

CommandDoor::CommandDoor(Daemon& daemon, const Config& config, site_api::Catalogue catalogue,
                         std::function<std::string()> reload)
    : daemon_(daemon),
      store_(std::filesystem::weakly_canonical(config.store)),
      catalogue_(std::move(catalogue)),
      reload_(std::move(reload)),
      server_(daemon.listener(), control::ServerSettings{program_version()},
              [this](control::Command& command) { return run(command); }) {}

StoreOwner CommandDoor::owner_for(std::string actor, const control::Caller* caller) const {
  return {daemon_.store(), store_, [this] { daemon_.wake(); }, reload_, std::move(actor), caller};
}

int CommandDoor::run(control::Command& command) const {
  try {
    const PrintTo out(command.out);
    const PrintTo err(command.err);
    static_cast<void>(std::setvbuf(err.file(), nullptr, _IONBF, 0));
    const auto owner = owner_for(command.peer.name, &command.caller);
    Invocation invocation;
    invocation.in = command.in.number();
    invocation.out = out.file();
    invocation.err = err.file();
    invocation.catalogue = catalogue_;
    invocation.owner = &owner;
    spdlog::info("command of another process name={} peer=\"{}\"",
                 command.words.empty() ? "" : command.words.front(), command.peer.name);
    return run_words(invocation, command.words);
  } catch (
      const std::exception& error) {  // a stream that is gone, or no memory: this client's loss
    spdlog::warn("command of another process broken off peer=\"{}\" why=\"{}\"", command.peer.name,
                 error.what());
    return kNotDone;
  }
}

}  // namespace vancrawl::cli
