#include <algorithm>
#include <array>
#include <string>

#include "crawler/page/charset.h"
#include "crawler/page/form.h"
#include "crawler/page/html_listing.h"
#include "crawler/page/html_tokens.h"
#include "crawler/page/luhn_net.h"
#include "crawler/page/pad_keys.h"
#include "crawler/page/scrub_html.h"
#include "crawler/page/scrub_json.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/sites.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {
namespace {

using page::Dialect;
using page::ScrubbedPage;

constexpr std::array kLabels = {"", "text/html; charset=EUC-KR", "text/html;charset=utf-8",
                                "application/json", "text/plain"};

/// One answer: the same bytes under one of the labels, of one of the sites.
struct Answer {
  page::RawPage raw;
  const session::SiteBook* book = nullptr;
};

Answer answer_of(Bytes data) {
  const std::string_view body(reinterpret_cast<const char*>(data.data()), data.size());
  const std::size_t choice = data.empty() ? 0 : data.back();
  const bool second = choice / kLabels.size() % 2 == 1;
  return {{kLabels.at(choice % kLabels.size()), body}, second ? &cardsales() : &sample_keypad()};
}

std::string again(const ScrubbedPage& page, const page::ScrubRules& rules) {
  if (page.dialect == Dialect::kText) {
    std::string text = page.text;
    page::mask_card_numbers(text);
    return text;
  }
  const page::NameRules names(rules);
  const page::DecodedText decoded(std::string_view(page.text), {});
  const auto twice = page.dialect == Dialect::kHtml ? page::scrub_html(decoded, names)
                                                    : page::scrub_json(decoded, names);
  require(twice.has_value(), "a scrubbed page can be scrubbed", page.text);
  return twice->text;
}

/// Blanks may stand for the elements that part a cell: only digits without any count.
bool shows_in_one(std::string_view text) {
  std::string parted(text);
  std::ranges::replace_if(parted, page::is_html_blank, '|');
  return shows_card_number(parted);
}

/// Digits may stand together only once the page is parsed.
void check_cells(const ScrubbedPage& page) {
  const auto tree = page::HtmlTree::parse_slim(page.text);
  if (!tree) return;
  for (const auto& table : page::list_html(*tree, "", false).tables) {
    for (const auto& cell : table.cells) {
      require(!shows_in_one(cell.text), "no cell shows a card number", page.text);
      require(!shows_in_one(cell.hidden), "no cell hides a card number", page.text);
    }
  }
}

void check_fault(const page::PageFault& fault) {
  require(is_utf8(fault.message), "a message is UTF-8", fault.message);
}

void check_tables(Bytes data, Dialect dialect) {
  const auto answer = answer_of(data);
  const auto page = page::scrub(answer.raw, answer.book->scrub);
  if (!page) return;
  for (const auto& [name, book] : answer.book->tables) {
    if (book.table.definition().dialect != dialect) continue;
    const auto reading = book.table.read(*page);
    if (!reading) {
      check_fault(reading.error());
      continue;
    }
    check_reading(*reading);
  }
}

void check_form(const page::FormReading& form, const std::string& action, bool has_tokens) {
  require(form.action.starts_with(action), "the form posts to its action", form.action);
  for (const auto& area : form.areas) {
    require(area.x >= 0 && area.y >= 0 && area.width > 0 && area.height > 0, "a key has a size");
    require(area.token.empty() != has_tokens, "a key has its token", area.token);
  }
}

/// Marks that meet the keys of both corpus pages.
void check_keys(const page::ScrubbedPage& page) {
  const auto styled = page::read_keys(page, {.element = ".kpd-button",
                                             .token_attribute = "data-action",
                                             .token_prefix = "data:",
                                             .label_attribute = "aria-label",
                                             .mask_attribute = "data-action",
                                             .has_faces = true});
  if (!styled) check_fault(styled.error());
  const auto listed = page::read_json_keys(
      page, {.keys = "items.0.buttons", .token = "action", .label = "label", .mask = "action"});
  if (!listed) check_fault(listed.error());
  for (const auto* keys : {&styled, &listed}) {
    if (!*keys) continue;
    for (const auto& key : **keys) {
      require(key.x >= 0 && key.y >= 0 && key.width > 0 && key.height > 0, "a key has a size");
      require(!key.token.empty() && is_utf8(key.label), "a key has its token", key.token);
      require(key.mask.size() == 1, "a key has its mask", key.mask);
    }
  }
}

}  // namespace

void fuzz_scrub(Bytes data) {
  const auto answer = answer_of(data);
  const auto page = page::scrub(answer.raw, answer.book->scrub);
  if (page) {
    require(is_utf8(page->text), "a scrubbed page is UTF-8", page->text);
    require(again(*page, answer.book->scrub) == page->text, "a second pass changes nothing",
            page->text);
  } else {
    check_fault(page.error());
    require(!shows_card_number(page.error().message), "a message shows no card number",
            page.error().message);
  }
  auto strict = answer.book->scrub;
  strict.exempt.clear();
  const auto netted = page::scrub(answer.raw, strict);
  require(netted.has_value() == page.has_value(), "what is exempt refuses no page");
  if (!netted) return;
  require(!shows_card_number(netted->text), "no card number survives", netted->text);
  if (netted->dialect == Dialect::kHtml) check_cells(*netted);
}

void fuzz_html_table(Bytes data) { check_tables(data, Dialect::kHtml); }

void fuzz_json_table(Bytes data) { check_tables(data, Dialect::kJson); }

void fuzz_form(Bytes data) {
  const auto answer = answer_of(data);
  const auto page = page::scrub(answer.raw, answer.book->scrub);
  if (!page) return;
  const bool has_pad = answer.book == &sample_keypad();
  const std::string action = has_pad ? "/login.do" : "/authentication";
  const auto form = page::read_form(*page, action, has_pad ? "data-token" : "");
  if (!form) return check_fault(form.error());
  check_form(*form, action, has_pad);
}

void fuzz_pad_keys(Bytes data) {
  const auto answer = answer_of(data);
  const auto page = page::scrub(answer.raw, answer.book->scrub);
  if (page) check_keys(*page);
}

void fuzz_recogniser(Bytes data) {
  const auto answer = answer_of(data);
  const auto page = page::scrub(answer.raw, answer.book->scrub);
  if (!page) return;
  const auto& recognisers = answer.book->recognisers;
  for (const int status : {200, 302, 503}) {
    const page::AnswerView view{status, "/sales", std::string(answer.raw.body), &*page};
    const auto matching = recognisers.all_matches(view);
    const auto recognised = recognisers.recognise(view);
    if (!recognised) {
      require(matching.size() != 1, "a page that one definition matches is it");
      check_fault(recognised.error());
      continue;
    }
    require(std::ranges::find(matching, recognised->page) != matching.end(),
            "a recognised page matches its definition", recognised->page);
    require(recognised->printed_count.value_or(0) >= 0, "a printed count is not negative");
  }
}

}  // namespace vancrawl::fuzz
