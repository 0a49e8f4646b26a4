#include "crawler/config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <sys/stat.h>

#include "crawler/site_api/toml_section.h"

namespace vancrawl {
namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> given(site_api::TomlSection& section, const std::string& key,
                                  std::int64_t most, std::int64_t least = 0) {
  if (!section.has(key)) return std::nullopt;
  return section.integer_or(key, 0, least, most);
}

site_api::SiteOverride read_override(site_api::TomlSection section, const fs::path& folder) {
  constexpr std::int64_t kDayMs = 86'400'000;
  site_api::SiteOverride override;
  if (section.has("base_url")) override.base_url = section.text("base_url");
  if (section.has("ca_file")) override.ca_file = folder / section.text("ca_file");
  override.requests_gap_ms = given(section, "requests_gap_ms", kDayMs);
  override.requests_jitter_ms = given(section, "requests_jitter_ms", kDayMs);
  override.logins_gap_ms = given(section, "logins_gap_ms", kDayMs);
  override.login_shortest_gap_s = given(section, "login_shortest_gap_s", kDayMs / 1000);
  override.concurrency = given(section, "concurrency", 4096, 1);
  override.longest_wait_ms = given(section, "longest_wait_ms", kDayMs);
  section.done();
  return override;
}

std::string in_folder(const fs::path& folder, const std::string& path) {
  return path.empty() ? path : (folder / path).string();
}

/// `key_credential` names what systemd's LoadCredential put into the unit's own folder.
void read_key_place(site_api::TomlSection& file, const fs::path& folder, Config& config) {
  config.key_file = in_folder(folder, file.text_or("key_file", config.key_file));
  if (!file.has("key_credential")) return;
  if (file.has("key_file")) throw file.fault("key_credential", "key_file is given too");
  const auto name = file.text("key_credential");
  if (name.empty() || name.find('/') != std::string::npos) {
    throw file.fault("key_credential", "must be a plain name");
  }
  config.key_is_credential = true;
  const char* const given = std::getenv("CREDENTIALS_DIRECTORY");
  if (given != nullptr && *given != '\0') {
    config.key_file = (fs::path(given) / name).string();
    return;
  }
  config.key_file.clear();
  config.key_fault =
      "key_credential: $CREDENTIALS_DIRECTORY is not set: systemd gives it to a unit with "
      "LoadCredential";
}

AlertConfig read_alerts(site_api::TomlSection section, const fs::path& folder) {
  AlertConfig alerts;
  alerts.command = section.texts_or_none("command");
  alerts.webhook = section.text_or("webhook", "");
  if (!alerts.webhook.empty() && !alerts.webhook.starts_with("https://")) {
    throw section.fault("webhook", "must be an https:// address");
  }
  alerts.webhook_ca_file = in_folder(folder, section.text_or("webhook_ca_file", ""));
  alerts.report_minute = section.integer_or("report_minute", alerts.report_minute, 0, 1439);
  section.done();
  return alerts;
}

fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace

Config load_config(const std::string& path) {
  auto file = site_api::TomlSection::of_file(path);
  const fs::path folder = fs::absolute(path).parent_path();
  Config config;
  config.store = in_folder(folder, file.text_or("store", config.store));
  read_key_place(file, folder, config);
  config.guard_log = in_folder(folder, config.guard_log);
  if (auto guard = file.section_or_none("guard_log")) {
    config.guard_log = in_folder(folder, guard->text("path"));
    guard->done();
  }
  config.control_socket = in_folder(folder, file.text_or("control_socket", ""));
  config.sites_folder = in_folder(folder, file.text_or("sites_folder", ""));
  config.holidays_file = in_folder(folder, file.text_or("holidays_file", ""));
  config.proxies_file = in_folder(folder, file.text_or("proxies_file", ""));
  config.proxy_check_url = file.text_or("proxy_check_url", "");
  config.log_file = in_folder(folder, file.text_or("log_file", ""));
  config.log_level = file.text_or("log_level", config.log_level);
  const bool known_level = config.log_level == "debug" || config.log_level == "info" ||
                           config.log_level == "warn" || config.log_level == "error";
  if (!known_level) throw file.fault("log_level", "must be debug, info, warn or error");
  config.jobs_at_once = static_cast<std::size_t>(file.integer_or("jobs_at_once", 64, 1, 4096));
  config.cpu_threads = static_cast<std::size_t>(file.integer_or("cpu_threads", 0, 0, 256));
  config.evidence_days = file.integer_or("evidence_days", config.evidence_days, 0, 36500);
  if (auto alerts = file.section_or_none("alerts")) {
    config.alerts = read_alerts(std::move(*alerts), folder);
  }
  if (auto sites = file.section_or_none("sites")) {
    for (auto& [id, section] : sites->named_sections()) {
      config.sites.emplace(id, read_override(std::move(section), folder));
    }
  }
  file.done();
  return config;
}

Config find_config(const std::optional<std::string>& path) {
  if (path) return load_config(*path);
  const std::string here = "vancrawl.toml";
  return fs::exists(here) ? load_config(here) : Config{};
}

std::string control_socket_of(const Config& config) {
  if (!config.control_socket.empty()) return config.control_socket;
  return fs::weakly_canonical(config.store).string() + ".sock";
}

storage::OpenOptions open_options(const Config& config) {
  constexpr std::chrono::seconds kShortCommand{3};
  storage::OpenOptions options;
  options.lock_patience = kShortCommand;
  options.guard = storage::GuardPlace{
      config.guard_log,
      storage::this_machine() + " " + std::filesystem::weakly_canonical(config.store).string()};
  return options;
}

bool shares_a_disk(const Config& config) {
  struct stat store{};
  struct stat log{};
  const auto folder_of = [](const std::string& file) {
    return fs::absolute(file).parent_path().string();
  };
  return ::stat(folder_of(config.store).c_str(), &store) == 0 &&
         ::stat(folder_of(config.guard_log).c_str(), &log) == 0 && store.st_dev == log.st_dev;
}

std::string sites_folder_of(const Config& config) {
  if (!config.sites_folder.empty()) return config.sites_folder;
  const auto program = program_folder();
  std::string looked;
  for (const auto& place :
       {fs::path("sites"), program / "../share/vancrawl/sites", program / "../../../sites"}) {
    if (fs::is_directory(place)) return fs::weakly_canonical(place).string();
    looked += fmt::format(" {}", place.string());
  }
  throw std::runtime_error("no folder of sites; set sites_folder in the configuration; looked at" +
                           looked);
}

std::string holidays_file_of(const Config& config) {
  if (!config.holidays_file.empty()) return config.holidays_file;
  const auto program = program_folder();
  const fs::path file = "calendar/korean_holidays.csv";
  std::string looked;
  for (const auto& place : {fs::path("."), program / "../share/vancrawl", program / "../../.."}) {
    if (fs::is_regular_file(place / file)) return fs::weakly_canonical(place / file).string();
    looked += fmt::format(" {}", (place / file).string());
  }
  throw std::runtime_error(
      "no file of holidays; set holidays_file in the configuration; looked at" + looked);
}

model::BusinessCalendar load_calendar(const Config& config) {
  const auto path = holidays_file_of(config);
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error(path + ": the file of holidays cannot be read");
  auto calendar = model::BusinessCalendar::parse(text.str());
  if (!calendar) throw std::runtime_error(path + ": " + calendar.error().message());
  return std::move(*calendar);
}

}  // namespace vancrawl
