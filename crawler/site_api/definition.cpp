#include "crawler/site_api/definition.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "crawler/page/evidence_text.h"
#include "crawler/site_api/definition_pads.h"
#include "crawler/site_api/definition_pages.h"
#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

std::string authority_of(const std::string& base_url) {
  constexpr std::string_view kScheme = "https://";
  return base_url.substr(std::min(kScheme.size(), base_url.size()));
}

void read_trust(TomlSection trust, const SiteOverride& override, model::SiteFacts& facts) {
  facts.base_url = trust.text("base_url");
  facts.hosts = trust.texts_or_none("hosts");
  facts.ca_file = trust.text_or("ca_file", "");
  facts.login_realm = trust.text("login_realm");
  facts.login_id_ignores_case = trust.boolean_or("login_id_ignores_case", false);
  trust.done();
  if (override.base_url) {
    facts.base_url = *override.base_url;
    facts.hosts = {authority_of(*override.base_url)};
  }
  if (override.ca_file) facts.ca_file = *override.ca_file;
  const auto authority = authority_of(facts.base_url);
  const bool plain = facts.base_url.starts_with("https://") && !authority.empty() &&
                     authority.find_first_of("/?#@") == std::string::npos;
  if (!plain) throw trust.fault("base_url", "must be https://host[:port] and nothing more");
  if (std::ranges::find(facts.hosts, authority) == facts.hosts.end()) {
    throw trust.fault("hosts", "must name the host of base_url, " + authority);
  }
}

void read_login(TomlSection& visit, const SiteOverride& override, model::LoginPolicy& login) {
  login.attempts_a_day =
      static_cast<std::int32_t>(visit.integer_or("login_attempts_a_day", 4, 1, 100));
  login.kept_for_on_demand =
      static_cast<std::int32_t>(visit.integer_or("login_kept_for_on_demand", 1, 0, 10));
  const auto gap = visit.integer_or("login_shortest_gap_s", 60, 0, 86'400);
  login.shortest_gap = std::chrono::seconds(override.login_shortest_gap_s.value_or(gap));
  login.lock_limit = static_cast<std::int32_t>(visit.integer_or("login_lock_limit", 3, 1, 20));
}

void read_pace(TomlSection& visit, const SiteOverride& override, model::SiteFacts& facts) {
  using Ms = std::chrono::milliseconds;
  const auto gap = visit.integer_or("requests_gap_ms", 750, 0, kHourMs);
  const auto jitter = visit.integer_or("requests_jitter_ms", 250, 0, kHourMs);
  facts.pace.exit_gap = Ms(visit.integer_or("exit_requests_gap_ms", 0, 0, kHourMs));
  const auto login_gap = visit.integer_or("logins_gap_ms", 3000, 0, kHourMs);
  const auto concurrency = visit.integer_or("concurrency", 2, 1, 4096);
  facts.pace.gap = Ms(override.requests_gap_ms.value_or(gap));
  facts.pace.jitter = Ms(override.requests_jitter_ms.value_or(jitter));
  facts.pace.login_gap = Ms(override.logins_gap_ms.value_or(login_gap));
  facts.pace.concurrency = static_cast<std::int32_t>(override.concurrency.value_or(concurrency));
}

/// "06:00-23:30"; without the key a portal never closes.
model::OpeningHours read_hours(TomlSection& visit) {
  const auto text = visit.text_or("hours", "00:00-00:00");
  const auto dash = text.find('-');
  const auto opens = model::parse_time_of_day(text.substr(0, dash));
  const auto closes =
      model::parse_time_of_day(dash == std::string::npos ? "" : text.substr(dash + 1));
  if (!opens || !closes) throw visit.fault("hours", R"(must read like "06:00-23:30", Korean time)");
  return {*opens, *closes};
}

void read_waits(TomlSection& visit, const SiteOverride& override, model::WaitFacts& waits) {
  using Ms = std::chrono::milliseconds;
  waits.retry = Ms(visit.integer_or("retry_wait_ms", 2000, 0, kHourMs));
  waits.reread = Ms(visit.integer_or("reread_wait_ms", 60'000, 0, kHourMs));
  waits.maintenance = Ms(visit.integer_or("maintenance_wait_ms", 600'000, 0, 24 * kHourMs));
  if (!override.longest_wait_ms) return;
  waits.longest = Ms(*override.longest_wait_ms);
  for (auto* wait : {&waits.retry, &waits.reread, &waits.maintenance}) {
    *wait = std::min(*wait, waits.longest);
  }
}

void read_visit(TomlSection visit, const SiteOverride& override, session::SiteBook& book) {
  auto& facts = book.facts;
  facts.keep_session = visit.boolean_or("keep_session", true);
  const auto choice = visit.text_or("exit", "any");
  if (choice != "any" && choice != "pinned") {
    throw visit.fault("exit", R"(must be "any" or "pinned")");
  }
  facts.exit = choice == "pinned" ? model::ExitChoice::kPinned : model::ExitChoice::kAny;
  read_login(visit, override, facts.login);
  read_pace(visit, override, facts);
  facts.hours = read_hours(visit);
  read_waits(visit, override, facts.waits);
  book.login_accepted_pages = visit.texts_or_none("login_accepted_pages");
  if (book.login_accepted_pages.empty()) {
    throw visit.fault("login_accepted_pages", "must name the pages that mean a login worked");
  }
  visit.done();
}

/// "D+1 10:00"
model::FinalAt read_final_at(TomlSection& ledger) {
  const auto text = ledger.text("final_at");
  const auto blank = text.find(' ');
  const auto refused = [&] { return ledger.fault("final_at", R"(must read like "D+1 10:00")"); };
  if (!text.starts_with("D+") || blank == std::string::npos) throw refused();
  const auto days = model::parse_count(text.substr(2, blank - 2));
  const auto time = model::parse_time_of_day(text.substr(blank + 1));
  if (!days || !time || *days < 1 || *days > 60) throw refused();
  return {static_cast<std::int32_t>(*days), *time};
}

void read_ledgers(TomlSection ledgers, model::SiteFacts& facts) {
  for (auto& [name, section] : ledgers.named_sections()) {
    const auto ledger = model::parse_ledger(name);
    if (!ledger) throw ledgers.fault(name, ledger.error().message());
    model::LedgerFacts about;
    about.final_at = read_final_at(section);
    about.look_back_days =
        static_cast<std::int32_t>(section.integer_or("look_back_days", 90, 1, 3650));
    const auto grade = model::parse_grade(section.text("grade"));
    if (!grade) throw section.fault("grade", grade.error().message());
    if (*grade == model::ProofGrade::kAccepted) {
      throw section.fault("grade", "persons accept, a portal cannot");
    }
    about.grade = *grade;
    section.done();
    facts.ledgers.emplace(*ledger, about);
  }
  if (facts.ledgers.empty()) throw ledgers.fault("", "a site has at least one ledger");
}

/// What pages are read by: a memo of a page that was read by other facts is worth nothing.
std::string revision_of(const std::string& path, const CardCompanies& companies) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  for (const auto& [printed, code] : companies.printed()) text << printed << '=' << code << '\n';
  return page::evidence_hash(text.str()).text().substr(0, 16);
}

/// Sections that say how listings are read, not how one logs in.
bool is_of_reading(std::string_view header) {
  return header.starts_with("[tables") || header.starts_with("[[tables") ||
         header.starts_with("[ledgers");
}

std::string login_revision_of(const std::string& path, const std::string& keypads) {
  std::ifstream file(path);
  std::string text;
  bool is_reading = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('[')) is_reading = is_of_reading(line);
    if (!is_reading) text += line + '\n';
  }
  std::vector<std::filesystem::path> sets;
  if (std::filesystem::is_directory(keypads)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(keypads)) {
      if (entry.is_regular_file()) sets.push_back(entry.path());
    }
  }
  std::ranges::sort(sets);
  for (const auto& set : sets) {
    std::ifstream opened(set, std::ios::binary);
    std::ostringstream bytes;
    bytes << opened.rdbuf();
    text += set.filename().string() + '\n' + bytes.str();
  }
  return page::evidence_hash(text).text().substr(0, 16);
}

void check_requests(const session::SiteBook& book, const TomlSection& file) {
  for (const auto* const needed :
       {"login_form", "login", "liveness", "logout", "probe", "scopes"}) {
    if (book.requests.contains(needed)) continue;
    throw file.fault("requests", fmt::format("[requests.{}] is missing", needed));
  }
  if (!book.tables.contains("scopes")) throw file.fault("tables", "[tables.scopes] is missing");
}

using Names = std::set<std::string, std::less<>>;

void expect_known(const TomlSection& section, const std::string& key, const Names& known,
                  const std::vector<std::string>& given) {
  for (const auto& name : given) {
    if (known.contains(name)) continue;
    throw section.fault(
        key, fmt::format("\"{}\" is not declared; there are {}", name, fmt::join(known, ", ")));
  }
}

void check_pad_names(TomlSection& pad, const Names& requests) {
  if (auto json = pad.section_or_none("json_keys")) {
    expect_known(*json, "request", requests, {json->text("request")});
  }
  auto each = pad.section_or_none("each_press");
  if (!each) return;
  for (const auto* const key : {"press", "clear", "reload"}) {
    if (each->has(key)) expect_known(*each, key, requests, {each->text(key)});
  }
}

/// Every page and request that is named somewhere is declared.
void check_names(TomlSection& file) {
  Names pages;
  for (auto& page : file.sections_or_none("pages")) pages.insert(page.text("page"));
  Names requests;
  for (auto& [name, request] : file.section("requests").named_sections()) {
    requests.insert(name);
    expect_known(request, "pages", pages, request.texts_or_none("pages"));
  }
  for (auto& [name, table] : file.section("tables").named_sections()) {
    expect_known(table, "request", requests, {table.text("request")});
  }
  if (auto pads = file.section_or_none("pads")) {
    for (auto& [name, pad] : pads->named_sections()) check_pad_names(pad, requests);
  }
  auto visit = file.section("visit");
  expect_known(visit, "login_accepted_pages", pages, visit.texts_or_none("login_accepted_pages"));
}

}  // namespace

std::string card_companies_file(const std::string& sites_folder) {
  return sites_folder + "/card_companies.toml";
}

session::SiteBook load_site(const std::string& folder, const SiteOverride& override) {
  return load_site(folder, override, CardCompanies::of_file(card_companies_file(folder + "/..")));
}

session::SiteBook load_site(const std::string& folder, const SiteOverride& override,
                            const CardCompanies& companies) {
  const auto path = folder + "/site.toml";
  auto file = TomlSection::of_file(path);
  model::SiteFacts facts;
  auto site = file.section("site");
  facts.id = model::SiteId(site.text("id"));
  facts.name = site.text("name");
  facts.verified = site.text("verified");
  facts.evidence = site.text("evidence");
  site.done();
  read_trust(file.section("trust"), override, facts);
  read_ledgers(file.section("ledgers"), facts);
  session::SiteBook book{.facts = std::move(facts),
                         .requests = read_requests(file.section("requests")),
                         .tables = read_tables(file.section("tables"), companies),
                         .pads = read_pads(file.section_or_none("pads"), folder + "/keypads"),
                         .recognisers = read_pages(file),
                         .scrub = read_scrub(file.section("scrub")),
                         .login_accepted_pages = {},
                         .folder = folder,
                         .revision = revision_of(path, companies),
                         .login_revision = login_revision_of(path, folder + "/keypads")};
  read_visit(file.section("visit"), override, book);
  file.done();
  check_requests(book, file);
  check_names(file);
  return book;
}

}  // namespace vancrawl::site_api
