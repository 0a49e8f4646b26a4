#include "crawler/page/scrubbed_page.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/charset.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/luhn_net.h"
#include "crawler/page/scrub_html.h"
#include "crawler/page/scrub_json.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kLargestPage = 4U * 1024 * 1024;
constexpr std::size_t kDoctypeWithin = 1024;

struct Magic {
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::array kMagics = {Magic{"\xD0\xCF\x11\xE0", "an old Office document"},
                                Magic{"PK\x03\x04", "a ZIP archive or a spreadsheet"},
                                Magic{"%PDF", "a PDF"},
                                Magic{"\x89PNG", "a PNG picture"},
                                Magic{"GIF8", "a GIF picture"},
                                Magic{"\xFF\xD8\xFF", "a JPEG picture"},
                                Magic{"\x1F\x8B", "gzip that was not unpacked"}};

std::unexpected<PageFault> refused(std::string message) {
  return std::unexpected(PageFault{model::FailureClass::kUnknownPage, std::move(message)});
}

bool contains_folded(std::string_view text, std::string_view lower_word) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return low.contains(lower_word);
}

char first_char(std::string_view text) {
  for (const char c : text) {
    if (!is_html_blank(c)) return c;
  }
  return '\0';
}

bool is_xml_only(std::string_view text) {
  const auto start = model::trimmed(text.substr(0, kDoctypeWithin));
  return start.starts_with("<?xml") && !contains_folded(start, "<html") &&
         !contains_folded(start, "<!doctype html");
}

std::expected<ScrubbedText, PageFault> scrub_text(const DecodedText& decoded) {
  if (!decoded.bad().empty()) return refused(shown(decoded.bad().front()));
  std::string text(decoded.text());
  mask_card_numbers(text);
  return ScrubbedText{std::move(text), {}};
}

std::expected<ScrubbedPage, PageFault> scrub_as(Dialect dialect, const DecodedText& decoded,
                                                const ScrubRules& rules) {
  const NameRules names(rules);
  auto scrubbed = dialect == Dialect::kHtml   ? scrub_html(decoded, names)
                  : dialect == Dialect::kJson ? scrub_json(decoded, names)
                                              : scrub_text(decoded);
  if (!scrubbed) return std::unexpected(std::move(scrubbed.error()));
  ScrubbedPage page{dialect, std::move(scrubbed->text), decoded.findings()};
  std::ranges::move(scrubbed->findings, std::back_inserter(page.findings));
  return page;
}

}  // namespace

std::string_view name_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::kHtml:
      return "html";
    case Dialect::kJson:
      return "json";
    case Dialect::kText:
      return "text";
  }
  __builtin_unreachable();
}

std::expected<ScrubbedPage, PageFault> scrub(const RawPage& raw, const ScrubRules& rules) {
  if (raw.body.size() > kLargestPage) {
    return refused(fmt::format("a page of {} bytes, more than 4 MiB", raw.body.size()));
  }
  for (const auto& magic : kMagics) {
    if (raw.body.starts_with(magic.bytes)) return refused(fmt::format("{}", magic.kind));
  }
  const auto decoded = decode(raw.content_type, raw.body);
  if (!decoded) return std::unexpected(decoded.error());
  const char first = first_char(decoded->text());
  if (first == '<') {
    if (is_xml_only(decoded->text())) return refused("an XML document");
    return scrub_as(Dialect::kHtml, *decoded, rules);
  }
  const bool said_json = contains_folded(raw.content_type, "json");
  const bool said_html = contains_folded(raw.content_type, "html");
  if (first == '{' || first == '[') {
    auto page = scrub_as(Dialect::kJson, *decoded, rules);
    // A sentence may begin with a bracket too: "[점검] …".
    const bool may_be_words = !said_json && first == '[' && !decoded->text().contains('"');
    if (page || !may_be_words) return page;
  }
  return scrub_as(said_html ? Dialect::kHtml : Dialect::kText, *decoded, rules);
}

}  // namespace vancrawl::page
