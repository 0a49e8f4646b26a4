#include "tests/portals/page_weight.h"

#include <iterator>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

constexpr std::string_view kStyle =
    "<style type=\"text/css\">\n.tbl_list{border-collapse:collapse;width:100%}\n"
    ".tbl_list th{background:#eef1f6;font-weight:bold}\n.c{text-align:center}\n"
    ".r{text-align:right;padding-right:4px}\n/* 목록 */\n</style>\n";

constexpr std::string_view kScript =
    "<script type=\"text/javascript\">\n<!--\nfunction goPage(n){\n  var f = "
    "document.forms['searchForm'];\n  f.page.value = n;\n  if (n < 1 || n > 999) { "
    "alert('<td>페이지"
    "</td> 번호를 확인하십시오.'); return; }\n  f.submit();\n}\nfunction excel(){ "
    "document.forms['searchForm'].action='/excel'; }\n//-->\n</script>\n";

constexpr std::string_view kComment =
    "<!-- <table class=\"tbl_list\"><tr><td>합계</td><td>0</td></tr></table> -->\n";

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

std::optional<PageWeight> page_weight_named(std::string_view name) {
  if (name == "lean") return PageWeight::kLean;
  if (name == "normal") return PageWeight::kNormal;
  if (name == "heavy") return PageWeight::kHeavy;
  return std::nullopt;
}

std::string Markup::head_noise() const {
  switch (weight_) {
    case PageWeight::kLean:
      return {};
    case PageWeight::kNormal:
      return std::string(kStyle) + std::string(kScript);
    case PageWeight::kHeavy:
      return repeated(kStyle, 4) + repeated(kScript, 4);
  }
  return {};
}

std::string Markup::foot_noise() const {
  switch (weight_) {
    case PageWeight::kLean:
      return {};
    case PageWeight::kNormal:
      return std::string(kComment);
    case PageWeight::kHeavy:
      return repeated(kComment, 10) + repeated(kScript, 2);
  }
  return {};
}

void Markup::open_row(std::string& out) const {
  switch (weight_) {
    case PageWeight::kLean:
      out += "<tr>";
      return;
    case PageWeight::kNormal:
      out += "<tr>\n";
      return;
    case PageWeight::kHeavy:
      out += "\t\t<tr class=\"row\" onclick=\"selectRow(this)\">\n";
      return;
  }
}

void Markup::close_row(std::string& out) const {
  if (weight_ != PageWeight::kLean) out += "</tr>\n";
}

void Markup::cell(std::string& out, std::string_view text) const { cell(out, text, "center"); }

void Markup::amount(std::string& out, std::string_view text) const { cell(out, text, "right"); }

void Markup::cell(std::string& out, std::string_view text, std::string_view alignment) const {
  const auto end = std::back_inserter(out);
  switch (weight_) {
    case PageWeight::kLean:
      fmt::format_to(end, "<td>{}", text);
      return;
    case PageWeight::kNormal:
      fmt::format_to(end, "<td class={}>{}</td>", alignment.substr(0, 1),
                     text.empty() ? "&nbsp;" : text);
      return;
    case PageWeight::kHeavy:
      fmt::format_to(end, "\t<td class=\"{}\" nowrap>&nbsp;{}</td>\n", alignment, text);
      return;
  }
}

}  // namespace vancrawl::portals
