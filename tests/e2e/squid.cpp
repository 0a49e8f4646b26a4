#include "tests/e2e/squid.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <pwd.h>
#include <unistd.h>

#include "tests/e2e/loopback_port.h"

namespace vancrawl::e2e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "/usr/sbin/squid";

/// Squid will not run as root: started by root it becomes Debian's user proxy, who owns the folder.
void give_to_squids_user(const fs::path& folder) {
  if (::geteuid() != 0) return;
  const auto* const user = ::getpwnam("proxy");
  if (user == nullptr) throw std::runtime_error("there is no user proxy");
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (::chown(entry.path().c_str(), user->pw_uid, user->pw_gid) != 0) break;
  }
  if (::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give the folder to squid");
  }
}

}  // namespace

Squid::Squid(const std::vector<SquidUser>& users) : port_(free_port()) {
  if (!fs::exists(kProgram)) throw std::runtime_error("squid is missing: ./run deps test");
  std::string made = (fs::temp_directory_path() / "vancrawl-squid-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = made;
  write_files(users);
  give_to_squids_user(folder_);
  child_ = std::make_unique<Child>(
      ChildStart{kProgram, {"-N", "-f", (folder_ / "squid.conf").string()}, folder_});
  if (eventually([&] { return child_->has_ended() || answers(port_); }) && !child_->has_ended()) {
    return;
  }
  child_->signal(SIGKILL);
  const auto ended = child_->wait();
  std::ifstream cache(folder_ / "cache.log");
  throw std::runtime_error("squid does not start: " + ended.out + ended.err +
                           std::string(std::istreambuf_iterator<char>(cache), {}));
}

Squid::~Squid() {
  child_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Squid::write_files(const std::vector<SquidUser>& users) const {
  std::ofstream script(folder_ / "users.sh");
  script << "#!/bin/sh\nwhile read -r line; do\n  case \"$line\" in\n";
  for (const auto& user : users) {
    script << "    '" << user.name << " " << user.password << "') echo OK ;;\n";
  }
  script << "    *) echo ERR ;;\n  esac\ndone\n";
  script.close();
  fs::permissions(folder_ / "users.sh", fs::perms(0755));
  std::ofstream config(folder_ / "squid.conf");
  config << "http_port 127.0.0.1:" << port_ << "\n"
         << "pid_filename none\ncache deny all\nshutdown_lifetime 0 seconds\n"
         << "visible_hostname squid.test\npinger_enable off\n"
         << "logformat connects %>Hs %un %ru\n"
         << "access_log stdio:" << (folder_ / "access.log").string() << " logformat=connects\n"
         << "cache_log " << (folder_ / "cache.log").string() << "\n"
         << "coredump_dir " << folder_.string() << "\nbuffered_logs off\n"
         << "auth_param basic program /bin/sh " << (folder_ / "users.sh").string() << "\n"
         << "auth_param basic children 1\nauth_param basic realm test\n"
         << "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n";
}

std::string Squid::address(const SquidUser& user) const {
  return "http://" + user.name + ":" + user.password + "@127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> Squid::connects() const {
  std::ifstream log(folder_ / "access.log");
  std::vector<std::string> lines;
  for (std::string line; std::getline(log, line);) {
    const bool is_probe = line.find("transaction-end-before-headers") != std::string::npos;
    if (!is_probe) lines.push_back(line);
  }
  return lines;
}

}  // namespace vancrawl::e2e
