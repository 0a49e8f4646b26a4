#include "tests/e2e/running_simulator.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vancrawl::e2e {
namespace {

/// A connected socket of 127.0.0.1; closed with the object.
class Connected {
 public:
  explicit Connected(const std::string& port)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* const any = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket_, any, sizeof address) != 0) {
      ::close(socket_);
      throw std::runtime_error("the truth server does not answer at port " + port);
    }
  }
  Connected(const Connected&) = delete;
  Connected& operator=(const Connected&) = delete;
  ~Connected() { ::close(socket_); }

  [[nodiscard]] std::string answer_to(const std::string& request) const {
    std::size_t sent = 0;
    while (sent < request.size()) {
      const auto count =
          ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) throw std::runtime_error("the truth server does not take the request");
      sent += static_cast<std::size_t>(count);
    }
    std::string answer;
    std::array<char, 16384> bytes{};
    for (;;) {
      const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
      if (count <= 0) return answer;
      answer.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  int socket_;
};

}  // namespace

std::filesystem::path program(const std::string& name) {
  const char* const folder = std::getenv("VANCRAWL_BIN_DIR");
  const auto bin = folder == nullptr
                       ? std::filesystem::path(VANCRAWL_SOURCE_DIR) / "build/release/bin"
                       : std::filesystem::path(folder);
  const auto path = bin / name;
  if (std::filesystem::exists(path)) return path;
  throw std::runtime_error(path.string() + " is missing: ./run build release");
}

std::string korean_day(int days_ago) {
  constexpr std::time_t kKoreaAhead = 9 * 3600;
  constexpr std::time_t kDay = 86400;
  const std::time_t then = std::time(nullptr) + kKoreaAhead - days_ago * kDay;
  std::tm day{};
  ::gmtime_r(&then, &day);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &day);
  return text.data();
}

std::string last_final_day() { return korean_day(2); }

RunningSimulator::RunningSimulator(std::vector<std::string> arguments) {
  if (std::ranges::find(arguments, "--until") == arguments.end()) {
    arguments.insert(arguments.end(), {"--until", last_final_day()});
  }
  child_ = std::make_unique<Child>(ChildStart{program("portal-sim"), std::move(arguments), {}});
  const auto line = child_->read_line();
  addresses_ = Json::parse(line, nullptr, false);
  if (!addresses_.is_object()) throw std::runtime_error("portal-sim said: " + line);
}

Json RunningSimulator::ask(const std::string& head, const std::string& body) const {
  const auto url = addresses_.at("truth_url").get<std::string>();
  const Connected truth(url.substr(url.rfind(':') + 1));
  const auto answer = truth.answer_to(head + " HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: " +
                                      std::to_string(body.size()) + "\r\n\r\n" + body);
  const auto end = answer.find("\r\n\r\n");
  const auto status = answer.substr(0, answer.find("\r\n"));
  const auto content = end == std::string::npos ? "" : answer.substr(end + 4);
  if (status.find(" 200") == std::string::npos) {
    throw std::runtime_error(head + ": " + status + " " + content);
  }
  return Json::parse(content);
}

Json RunningSimulator::get(const std::string& path) const { return ask("GET " + path, ""); }

Json RunningSimulator::post(const std::string& path, const Json& body) const {
  return ask("POST " + path, body.dump());
}

std::int64_t RunningSimulator::requests(const std::string& site) const {
  return get("/stats").at("portals").at(site).at("requests");
}

Json RunningSimulator::account(const std::string& site, const std::string& login_id) const {
  for (auto& account : get("/accounts")) {
    if (account.at("site") == site && account.at("login_id") == login_id) return account;
  }
  throw std::runtime_error("the simulator has no account " + login_id + " at " + site);
}

}  // namespace vancrawl::e2e
