#include "crawler/cli/demo_simulator.h"

#include <array>
#include <filesystem>
#include <iterator>
#include <stdexcept>

#include <boost/asio/ip/tcp.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crawler/cli/command.h"

namespace vancrawl::cli {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
    read = ends[0];
    write = ends[1];
  }
  int read = -1;
  int write = -1;
};

std::string program_of(const std::string& given) {
  if (!given.empty()) {
    if (std::filesystem::exists(given)) return given;
    throw InputError("--portal-sim: there is no file " + given);
  }
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "portal-sim";
  if (std::filesystem::exists(beside)) return beside.string();
  throw InputError("the portal simulator is not beside this program (" + beside.string() +
                   "): build it (./run demo does) or name it with --portal-sim");
}

pid_t started(const std::string& program, const std::vector<std::string>& arguments, int input,
              int output) {
  std::vector<char*> values = {const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) values.push_back(const_cast<char*>(argument.c_str()));
  values.push_back(nullptr);
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  pid_t child = -1;
  const int failed = posix_spawn(&child, program.c_str(), &files, nullptr, values.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error(program + " does not start");
  return child;
}

std::string first_line(int from) {
  std::string line;
  char next = 0;
  while (::read(from, &next, 1) == 1 && next != '\n') line.push_back(next);
  return line;
}

}  // namespace

DemoSimulator::DemoSimulator(const std::string& program,
                             const std::vector<std::string>& arguments) {
  const auto path = program_of(program);
  const Pipe input;
  const Pipe output;
  child_ = started(path, arguments, input.read, output.write);
  ::close(input.read);
  ::close(output.write);
  its_input_ = input.write;
  const auto line = first_line(output.read);
  ::close(output.read);
  addresses_ = nlohmann::json::parse(line, nullptr, false);
  if (addresses_.is_discarded()) {
    throw std::runtime_error("the portal simulator did not say where it listens: \"" + line + "\"");
  }
}

DemoSimulator::~DemoSimulator() {
  if (its_input_ >= 0) ::close(its_input_);
  if (child_ <= 0) return;
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

nlohmann::json DemoSimulator::truth(const std::string& path) const {
  return answer_to("GET " + path, {});
}

nlohmann::json DemoSimulator::tell(const std::string& path, const nlohmann::json& document) const {
  return answer_to("POST " + path, document.dump());
}

nlohmann::json DemoSimulator::answer_to(const std::string& request, const std::string& body) const {
  const auto url = addresses_.at("truth_url").get<std::string>();
  const auto authority = url.substr(url.find("//") + 2);
  const auto colon = authority.find(':');
  boost::asio::ip::tcp::iostream stream(authority.substr(0, colon), authority.substr(colon + 1));
  if (!stream) throw std::runtime_error("the truth server does not answer at " + url);
  stream << request << " HTTP/1.0\r\nHost: " << authority << "\r\n";
  if (!body.empty()) stream << "Content-Length: " << body.size() << "\r\n";
  stream << "\r\n" << body << std::flush;
  const std::string answer((std::istreambuf_iterator<char>(stream)), {});
  const auto start = answer.find("\r\n\r\n");
  auto json = nlohmann::json::parse(start == std::string::npos ? "" : answer.substr(start + 4),
                                    nullptr, false);
  if (json.is_discarded()) throw std::runtime_error(url + ": " + request + " gives no JSON");
  return json;
}

}  // namespace vancrawl::cli
