#include "tests/bench/parts.h"

#include <set>
#include <stdexcept>

#include <gumbo.h>
#include <simdjson.h>

#include "crawler/daemon.h"
#include "crawler/page/evidence_text.h"
#include "crawler/page/html_listing.h"
#include "crawler/page/html_tree.h"
#include "tests/bench/plain_fetch.h"
#include "tests/bench/store_part.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

struct Fetched {
  std::vector<std::string> distinct;  ///< bodies, each address once
  double cpu = 0;
};

Fetched fetch_all(const Stage& stage) {
  Fetched fetched;
  for (const auto& urls : urls_of(stage)) {
    PlainFetch connection(stage.ca_file(), urls);
    std::set<std::string> seen;
    std::vector<std::string> bodies;
    const Meter meter;
    for (const auto& url : urls.crawled) bodies.push_back(connection.get(url));
    fetched.cpu += meter.cpu();
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      const bool first = seen.insert(urls.crawled[i]).second;
      if (first) fetched.distinct.push_back(std::move(bodies[i]));
    }
  }
  return fetched;
}

std::vector<page::ScrubbedPage> scrub_all(const Stage& stage, const Config& config,
                                          const std::vector<std::string>& bodies, double& cpu) {
  const auto book = load_site_book(config, stage.portal().site);
  const std::string type =
      stage.portal().json ? "application/json; charset=UTF-8" : "text/html; charset=EUC-KR";
  std::vector<page::ScrubbedPage> pages;
  std::size_t bytes = 0;
  const Meter meter;
  for (const auto& body : bodies) {
    auto scrubbed = page::scrub({type, body}, book.scrub);
    if (!scrubbed) throw std::runtime_error("a page does not scrub: " + scrubbed.error().message);
    bytes += page::compressed(scrubbed->text).size();
    pages.push_back(std::move(*scrubbed));
  }
  cpu = meter.cpu();
  if (bytes == 0) throw std::runtime_error("nothing was compressed");
  return pages;
}

std::size_t cells_of(const page::HtmlListing& listing) {
  std::size_t cells = 0;
  for (const auto& table : listing.tables) {
    for (const auto& cell : table.cells) cells += cell.text.size();
  }
  return cells;
}

std::size_t parse_html(const std::string& text) {
  const auto tree = page::HtmlTree::parse_slim(text);
  if (!tree) throw std::runtime_error(tree.error().message);
  return cells_of(page::list_html(*tree, "", true));
}

std::size_t text_bytes(const GumboNode& node) {
  if (node.type == GUMBO_NODE_TEXT) return std::string_view(node.v.text.text).size();
  if (node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_DOCUMENT) return 0;
  const auto& children =
      node.type == GUMBO_NODE_ELEMENT ? node.v.element.children : node.v.document.children;
  std::size_t bytes = 0;
  for (unsigned i = 0; i < children.length; ++i) {
    bytes += text_bytes(*static_cast<const GumboNode*>(children.data[i]));
  }
  return bytes;
}

std::size_t parse_by_plain_gumbo(const std::string& text) {
  auto options = kGumboDefaultOptions;
  GumboOutput* const output = gumbo_parse_with_options(&options, text.data(), text.size());
  const auto bytes = text_bytes(*output->document);
  gumbo_destroy_output(&options, output);
  return bytes;
}

std::size_t cells_of_json(simdjson::ondemand::value value) {
  std::size_t bytes = 0;
  switch (value.type().value()) {
    case simdjson::ondemand::json_type::array:
      for (auto element : value.get_array().value()) bytes += cells_of_json(element.value());
      return bytes;
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object().value()) {
        bytes += field.unescaped_key().value().size();
        bytes += cells_of_json(field.value().value());
      }
      return bytes;
    case simdjson::ondemand::json_type::string:
      return value.get_string().value().size();
    case simdjson::ondemand::json_type::number:
    case simdjson::ondemand::json_type::boolean:
    case simdjson::ondemand::json_type::null:
      return std::string_view(value.raw_json_token()).size();
  }
  return bytes;
}

std::size_t parse_json(simdjson::ondemand::parser& parser, const std::string& text) {
  auto document = parser.iterate(simdjson::padded_string_view(text)).value();
  return cells_of_json(document.get_value().value());
}

template <class Parse>
double cpu_of(const std::vector<page::ScrubbedPage>& pages, Parse parse) {
  std::size_t bytes = 0;
  const Meter meter;
  for (const auto& page : pages) bytes += parse(page.text);
  const double cpu = meter.cpu();
  if (bytes == 0) throw std::runtime_error("pages without text");
  return cpu;
}

}  // namespace

PartFigures measure_parts(Stage& stage, const Config& crawled) {
  PartFigures figures;
  auto fetched = fetch_all(stage);
  figures.fetch = fetched.cpu;
  auto pages = scrub_all(stage, crawled, fetched.distinct, figures.scrub);
  if (stage.portal().json) {
    simdjson::ondemand::parser parser;
    for (auto& page : pages) page.text.reserve(page.text.size() + simdjson::SIMDJSON_PADDING);
    figures.parse = cpu_of(pages, [&](const auto& text) { return parse_json(parser, text); });
  } else {
    figures.parse = cpu_of(pages, parse_html);
    figures.plain_gumbo = cpu_of(pages, parse_by_plain_gumbo);
  }
  figures.store = cpu_to_store(stage, crawled);
  return figures;
}

}  // namespace vancrawl::bench
