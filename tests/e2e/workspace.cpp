#include "tests/e2e/workspace.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace vancrawl::e2e {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Workspace::Workspace() {
  std::string made = (fs::temp_directory_path() / "vancrawl-e2e-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = made;
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Workspace::write(const std::string& name, const std::string& text) const {
  std::ofstream(file(name), std::ios::binary) << text;
}

std::string Workspace::text_of(const std::string& name) const { return bytes_of(file(name)); }

std::string Workspace::all_bytes() const {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) all += bytes_of(entry.path());
  }
  return all;
}

void Workspace::configure(const RunningSimulator& simulator, const std::string& more) const {
  std::ostringstream text;
  text << "store = \"vancrawl.db\"\nkey_file = \"vancrawl.key\"\nlog_file = \"vancrawl.log\"\n"
       << "log_level = \"debug\"\n"
       << more;
  for (const auto& [site, portal] : simulator.addresses().at("portals").items()) {
    text << "[sites." << site << "]\nbase_url = " << portal.at("base_url")
         << "\nca_file = " << simulator.addresses().at("ca_file")
         << "\nrequests_gap_ms = 0\nrequests_jitter_ms = 0\nlogins_gap_ms = 0\n"
            "login_shortest_gap_s = 0\nlongest_wait_ms = 100\n";
  }
  write("vancrawl.toml", text.str());
}

Ended Workspace::run(const Arguments& arguments, const std::string& input) const {
  Child child({program("vancrawl"), arguments, folder_});
  child.give(input);
  return child.wait();
}

std::unique_ptr<Child> Workspace::start(const Arguments& arguments) const {
  return std::make_unique<Child>(ChildStart{program("vancrawl"), arguments, folder_});
}

std::vector<Json> Workspace::lines(Arguments arguments) const {
  arguments.emplace_back("--json");
  const auto ended = run(arguments);
  if (ended.code != 0) throw std::runtime_error(arguments.front() + " failed: " + ended.err);
  std::vector<Json> all;
  std::istringstream text(ended.out);
  for (std::string line; std::getline(text, line);) all.push_back(Json::parse(line));
  return all;
}

Json Workspace::document(Arguments arguments) const {
  auto all = lines(std::move(arguments));
  if (all.size() != 1) throw std::runtime_error("not one line of JSON");
  return std::move(all.front());
}

}  // namespace vancrawl::e2e
