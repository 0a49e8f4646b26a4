#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace vancrawl::cli {

/// An option of a command, or a positional argument. CLI11's words, behind a wall: its headers cost
/// each file that reads them ten seconds of a compiler. Lives as long as its command.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(option) {}

  Option* required();
  Option* expected(int count);
  Option* excludes(const Option* other);
  Option* capture_default_str();
  Option* check_range(std::int64_t least, std::int64_t most);
  Option* check_one_of(const std::vector<std::string>& words);

 private:
  CLI::Option& option_;
};

/// A command of the command line, or the whole of it. What is filled must outlive the parse.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(app) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  Command* add_subcommand(const std::string& name, const std::string& about);
  void require_subcommand(std::size_t exactly);
  void require_subcommand(std::size_t least, std::size_t most);
  /// Whether a command below it was chosen.
  [[nodiscard]] bool has_chosen() const;
  void alias(const std::string& name);
  void callback(std::function<void()> chosen);

  Option* add_option(const std::string& name, std::string& into, const std::string& about = "");
  Option* add_option(const std::string& name, std::optional<std::string>& into,
                     const std::string& about = "");
  Option* add_option(const std::string& name, std::vector<std::string>& into,
                     const std::string& about = "");
  Option* add_option(const std::string& name, int& into, const std::string& about = "");
  Option* add_option(const std::string& name, std::int64_t& into, const std::string& about = "");
  Option* add_option(const std::string& name, std::optional<int>& into,
                     const std::string& about = "");
  Option* add_option(const std::string& name, std::optional<std::int64_t>& into,
                     const std::string& about = "");
  Option* add_option(const std::string& name, std::uint64_t& into, const std::string& about = "");
  Option* add_flag(const std::string& name, bool& into, const std::string& about = "");

 private:
  template <class Value>
  Option* add(const std::string& name, Value& into, const std::string& about);

  CLI::App& app_;
  std::deque<Command> below_;
  std::deque<Option> options_;
};

}  // namespace vancrawl::cli
