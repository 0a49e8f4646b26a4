#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/running_simulator.h"

namespace vancrawl::e2e {

using Arguments = std::vector<std::string>;

/// A temporary folder of its own with a vancrawl.toml, in which the program is run.
class Workspace {
 public:
  Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string text_of(const std::string& name) const;
  /// Every file of the folder, one after the other: what an intruder would find.
  [[nodiscard]] std::string all_bytes() const;

  /// A vancrawl.toml that reaches the simulator at a test's pace. `more` stands before the sites.
  void configure(const RunningSimulator& simulator, const std::string& more = "") const;

  /// Runs vancrawl to its end.
  Ended run(const Arguments& arguments, const std::string& input = "") const;
  [[nodiscard]] std::unique_ptr<Child> start(const Arguments& arguments) const;

  /// The lines of JSON that a command prints; throws with its words if it does not exit 0.
  [[nodiscard]] std::vector<Json> lines(Arguments arguments) const;
  [[nodiscard]] Json document(Arguments arguments) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace vancrawl::e2e
