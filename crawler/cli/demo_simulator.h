#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/types.h>

namespace vancrawl::cli {

/// The portal simulator as a child of this process. It ends when this object goes, and when this
/// process dies, since it watches its standard input.
class DemoSimulator {
 public:
  /// `program` empty: portal-sim beside this program. Throws InputError when it is not there and
  /// std::runtime_error when it does not start.
  DemoSimulator(const std::string& program, const std::vector<std::string>& arguments);
  DemoSimulator(const DemoSimulator&) = delete;
  DemoSimulator& operator=(const DemoSimulator&) = delete;
  ~DemoSimulator();

  /// The line it printed: portals, CA, proxies, the truth's address.
  [[nodiscard]] const nlohmann::json& addresses() const { return addresses_; }
  /// A document of the truth server, e.g. "/rows".
  [[nodiscard]] nlohmann::json truth(const std::string& path) const;
  /// Posts a document to the truth server and gives its answer, e.g. to "/nonce".
  nlohmann::json tell(const std::string& path, const nlohmann::json& document) const;

 private:
  [[nodiscard]] nlohmann::json answer_to(const std::string& request, const std::string& body) const;

  pid_t child_ = -1;
  int its_input_ = -1;
  nlohmann::json addresses_;
};

}  // namespace vancrawl::cli
