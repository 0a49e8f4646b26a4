#include "proxy_pool/proxy_list.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "proxy_pool/exit_line.h"

namespace vancrawl::proxy_pool {
namespace {

constexpr const char* kTwice = "the same exit stands above";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// A list as it grows; knows what it holds.
class Gathered {
 public:
  explicit Gathered(ProxyList& list) : list_(list) {
    for (const Exit& exit : list_.exits) ids_.insert(exit.id);
  }

  void add(std::vector<Exit> exits, const std::string& source, int line) {
    bool is_twice = false;
    for (Exit& exit : exits) {
      if (list_.exits.size() == kMostExits) {
        list_.faults.push_back({source, line, "more than 100000 exits: the rest is left out"});
        return;
      }
      if (ids_.insert(exit.id).second) {
        list_.exits.push_back(std::move(exit));
      } else {
        is_twice = true;
      }
    }
    if (is_twice) list_.faults.push_back({source, line, kTwice});
  }

 private:
  ProxyList& list_;
  std::unordered_set<model::ExitId> ids_;
};

}  // namespace

std::string ListFault::text() const { return source + ":" + std::to_string(line) + ": " + reason; }

void ProxyList::add(std::vector<Exit> more, const std::string& source, int line) {
  Gathered(*this).add(std::move(more), source, line);
}

void ProxyList::add(ProxyList other) {
  for (auto& fault : other.faults) faults.push_back(std::move(fault));
  add(std::move(other.exits), "lists together", 0);
}

ProxyList parse_proxy_list(const std::string& source, std::string_view text) {
  ProxyList list;
  Gathered gathered(list);
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto exits = parse_exit_line(line);
    if (exits) {
      gathered.add(std::move(*exits), source, number);
    } else {
      list.faults.push_back({source, number, exits.error()});
    }
  }
  return list;
}

ProxyList read_proxy_list(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    return {.exits = {}, .faults = {{path.string(), 0, "cannot be read"}}};
  }
  ProxyList list = parse_proxy_list(path.string(), text);
  model::wipe(text);
  return list;
}

}  // namespace vancrawl::proxy_pool
