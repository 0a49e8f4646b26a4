#include "crawler/site_api/definition_pages.h"

#include <fmt/format.h>

namespace vancrawl::site_api {
namespace {

/// A value that a parser of ours takes, or the fault at its place.
template <class Parse>
auto parsed(TomlSection& section, const std::string& key, Parse parse) {
  auto value = parse(section.text(key));
  if (!value) throw section.fault(key, value.error().message());
  return *value;
}

page::Dialect read_dialect(TomlSection& section) {
  const auto name = section.text("dialect");
  if (name == "html") return page::Dialect::kHtml;
  if (name == "json") return page::Dialect::kJson;
  throw section.fault("dialect", R"(must be "html" or "json")");
}

page::RecogniserDefinition read_page(TomlSection section) {
  page::RecogniserDefinition page;
  page.page = section.text("page");
  if (section.has("failure")) page.failure = parsed(section, "failure", model::parse_failure);
  for (const auto status : section.integers_or_none("status")) {
    page.status.push_back(static_cast<int>(status));
  }
  page.path_starts_with = section.text_or("path_starts_with", "");
  page.location_path = section.text_or("location_path", "");
  page.location_contains = section.text_or("location_contains", "");
  if (section.has("dialect")) page.dialect = read_dialect(section);
  page.all_of = section.texts_or_none("all_of");
  page.any_of = section.texts_or_none("any_of");
  page.none_of = section.texts_or_none("none_of");
  page.count_pattern = section.text_or("count_pattern", "");
  section.done();
  return page;
}

void add_companies(page::ColumnDefinition& column, const CardCompanies& companies,
                   const TomlSection& section) {
  for (const auto& [printed, code] : column.values) {
    if (companies.has(code)) continue;
    throw section.fault(
        "values", fmt::format("\"{}\" is no card company; there are {}", code, companies.shown()));
  }
  column.values.insert(companies.printed().begin(), companies.printed().end());
}

page::ColumnDefinition read_column(TomlSection section, const CardCompanies& companies) {
  page::ColumnDefinition column;
  column.field = parsed(section, "field", page::parse_field);
  column.name = section.text_or("name", "");
  column.headers = section.texts_or_none("headers");
  column.required = section.boolean_or("required", true);
  for (const auto& [printed, ours] : section.entries_or_none("values")) {
    column.values.emplace(printed, ours);
  }
  if (column.field == page::Field::kCardCompany) add_companies(column, companies, section);
  column.absent = section.texts_or_none("absent");
  column.free_text = section.boolean_or("free_text", false);
  section.done();
  if (column.headers.empty()) throw section.fault("headers", "a column needs its header or key");
  const bool is_text = column.field == page::Field::kText;
  if (is_text == column.name.empty()) {
    throw section.fault("name", "a text column has a name, every other has its field's");
  }
  return column;
}

page::TotalDefinition read_total(TomlSection section) {
  page::TotalDefinition total;
  total.kind = parsed(section, "kind", model::parse_total_kind);
  total.measure = parsed(section, "measure", model::parse_measure);
  total.key = section.text_or("key", "");
  total.row = section.text_or("row", "");
  total.header = section.text_or("header", "");
  total.pattern = section.text_or("pattern", "");
  section.done();
  return total;
}

page::EchoDefinition read_echo(TomlSection section) {
  page::EchoDefinition echo;
  const auto what = section.text("what");
  if (what != "date" && what != "scope") {
    throw section.fault("what", R"(must be "date" or "scope")");
  }
  echo.what =
      what == "date" ? page::EchoDefinition::What::kDate : page::EchoDefinition::What::kScope;
  echo.key = section.text_or("key", "");
  echo.pattern = section.text_or("pattern", "");
  echo.input = section.text_or("input", "");
  echo.required = section.boolean_or("required", true);
  section.done();
  return echo;
}

page::PagingDefinition read_paging(TomlSection section) {
  page::PagingDefinition paging;
  paging.kind = page::PagingKind::kNumbered;
  paging.page_parameter = section.text("page_parameter");
  paging.size_parameter = section.text_or("size_parameter", "");
  paging.size = section.integer_or("size", 0, 0, 10'000);
  paging.position_pattern = section.text_or("position_pattern", "");
  section.done();
  if (paging.position_pattern.empty() && paging.size == 0) {
    throw section.fault("size", "paging needs a position_pattern or the size of a page");
  }
  return paging;
}

page::TableDefinition read_table(const std::string& name, TomlSection& section,
                                 const CardCompanies& companies) {
  page::TableDefinition table;
  table.name = name;
  if (section.has("ledger")) table.ledger = parsed(section, "ledger", model::parse_ledger);
  table.dialect = read_dialect(section);
  table.rows = section.text_or("rows", "");
  table.table_id = section.text_or("table_id", "");
  table.record_rows = section.text_or("record_rows", "");
  const auto sign = section.text_or("sign", "from_kind");
  if (sign != "from_kind" && sign != "negative_cancel") {
    throw section.fault("sign", R"(must be "from_kind" or "negative_cancel")");
  }
  table.sign = sign == "from_kind" ? page::SignRule::kFromKind : page::SignRule::kNegativeCancel;
  table.known = section.texts_or_none("known");
  table.empty_marker = section.text_or("empty_marker", "");
  for (auto& column : section.sections_or_none("columns")) {
    table.columns.push_back(read_column(std::move(column), companies));
  }
  for (auto& total : section.sections_or_none("totals")) {
    table.totals.push_back(read_total(std::move(total)));
  }
  for (auto& echo : section.sections_or_none("echoes")) {
    table.echoes.push_back(read_echo(std::move(echo)));
  }
  if (auto paging = section.section_or_none("paging")) table.paging = read_paging(*paging);
  return table;
}

}  // namespace

std::map<std::string, session::RequestDefinition, std::less<>> read_requests(TomlSection requests) {
  std::map<std::string, session::RequestDefinition, std::less<>> all;
  for (auto& [name, section] : requests.named_sections()) {
    session::RequestDefinition request;
    const auto method = section.text_or("method", "GET");
    if (method != "GET" && method != "POST") {
      throw section.fault("method", R"(must be "GET" or "POST")");
    }
    request.method = method == "GET" ? session::RequestMethod::kGet : session::RequestMethod::kPost;
    request.path = section.text("path");
    request.parameters = section.pairs_or_none("parameters");
    request.pages = section.texts_or_none("pages");
    section.done();
    if (!request.path.starts_with('/')) throw section.fault("path", "must begin with /");
    if (request.pages.empty()) throw section.fault("pages", "must name the pages that answer it");
    all.emplace(name, std::move(request));
  }
  return all;
}

std::map<std::string, session::TableBook, std::less<>> read_tables(TomlSection tables,
                                                                   const CardCompanies& companies) {
  std::map<std::string, session::TableBook, std::less<>> all;
  for (auto& [name, section] : tables.named_sections()) {
    auto request = section.text("request");
    auto table = page::Table::make(read_table(name, section, companies));
    section.done();
    if (!table) throw section.fault("columns", table.error().message);
    all.emplace(name, session::TableBook{std::move(*table), std::move(request)});
  }
  return all;
}

page::Recognisers read_pages(TomlSection& file) {
  std::vector<page::RecogniserDefinition> definitions;
  for (auto& section : file.sections_or_none("pages")) {
    definitions.push_back(read_page(std::move(section)));
  }
  auto recognisers = page::Recognisers::make(std::move(definitions));
  if (!recognisers) throw file.fault("pages", recognisers.error().message);
  return std::move(*recognisers);
}

page::ScrubRules read_scrub(TomlSection scrub) {
  page::ScrubRules rules;
  rules.dropped = scrub.texts_or_none("dropped");
  rules.cards = scrub.texts_or_none("cards");
  rules.accounts = scrub.texts_or_none("accounts");
  rules.exempt = scrub.texts_or_none("exempt");
  rules.free_text = scrub.texts_or_none("free_text");
  scrub.done();
  return rules;
}

}  // namespace vancrawl::site_api
