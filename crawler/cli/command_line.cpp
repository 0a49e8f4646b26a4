#include "crawler/cli/command_line.h"

#include <CLI/CLI.hpp>

namespace vancrawl::cli {

Option* Option::required() {
  option_.required();
  return this;
}

Option* Option::expected(int count) {
  option_.expected(count);
  return this;
}

Option* Option::excludes(const Option* other) {
  option_.excludes(&other->option_);
  return this;
}

Option* Option::capture_default_str() {
  option_.capture_default_str();
  return this;
}

Option* Option::check_range(std::int64_t least, std::int64_t most) {
  option_.check(CLI::Range(least, most));
  return this;
}

Option* Option::check_one_of(const std::vector<std::string>& words) {
  option_.check(CLI::IsMember(words));
  return this;
}

Command* Command::add_subcommand(const std::string& name, const std::string& about) {
  return &below_.emplace_back(*app_.add_subcommand(name, about));
}

void Command::require_subcommand(std::size_t exactly) { app_.require_subcommand(exactly, exactly); }
void Command::require_subcommand(std::size_t least, std::size_t most) {
  app_.require_subcommand(least, most);
}
bool Command::has_chosen() const { return !app_.get_subcommands().empty(); }
void Command::alias(const std::string& name) { app_.alias(name); }
void Command::callback(std::function<void()> chosen) { app_.callback(std::move(chosen)); }

template <class Value>
Option* Command::add(const std::string& name, Value& into, const std::string& about) {
  return &options_.emplace_back(*app_.add_option(name, into, about));
}

Option* Command::add_option(const std::string& name, std::string& into, const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::optional<std::string>& into,
                            const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::vector<std::string>& into,
                            const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, int& into, const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::int64_t& into, const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::optional<int>& into,
                            const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::optional<std::int64_t>& into,
                            const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_option(const std::string& name, std::uint64_t& into,
                            const std::string& about) {
  return add(name, into, about);
}
Option* Command::add_flag(const std::string& name, bool& into, const std::string& about) {
  return &options_.emplace_back(*app_.add_flag(name, into, about));
}

}  // namespace vancrawl::cli
