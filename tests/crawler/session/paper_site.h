#pragma once

#include <fstream>
#include <string>

#include "crawler/site_api/definition.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::tests {

/// A small JSON portal that nobody runs, as its site.toml. Pages of three rows.
inline constexpr const char* kPaperToml = R"toml(
[site]
id = "paper"
name = "Paper"
verified = "simulator"
evidence = "tests"
[trust]
base_url = "https://paper.test"
hosts = ["paper.test", "files.paper.test"]
login_realm = "paper"
[visit]
login_accepted_pages = ["main"]
requests_gap_ms = 0
requests_jitter_ms = 0
logins_gap_ms = 0
login_shortest_gap_s = 0
retry_wait_ms = 1000
reread_wait_ms = 1000
maintenance_wait_ms = 5000
[ledgers.approval]
final_at = "D+1 06:00"
grade = "totals"
[ledgers.deposit]
final_at = "D+1 06:00"
grade = "totals"
[scrub]
dropped = ["pw"]
exempt = ["no", "approval", "merchant", "biz", "amount"]
[requests.login_form]
path = "/login"
pages = ["login_form"]
[requests.login]
method = "POST"
path = "/login"
pages = ["main"]
[requests.liveness]
path = "/main"
pages = ["main"]
[requests.logout]
path = "/logout"
pages = ["login_form"]
[requests.probe]
path = "/login"
pages = ["login_form"]
[requests.scopes]
path = "/scopes"
pages = ["listing"]
[requests.summary]
path = "/day"
parameters = [["date", "{date}"], ["scope", "{scope}"]]
pages = ["summary"]
[requests.rows]
path = "/rows"
parameters = [["date", "{date}"], ["scope", "{scope}"]]
pages = ["listing"]
[requests.deposits]
path = "/deposits"
parameters = [["date", "{date}"], ["scope", "{scope}"]]
pages = ["listing"]
[requests.posted]
method = "POST"
path = "/posted"
parameters = [["a b", "{date}"]]
pages = ["listing"]
[[pages]]
page = "portal_wall"
failure = "portal_wall"
status = [200, 403]
any_of = ["접속 제한"]
[[pages]]
page = "maintenance"
failure = "maintenance"
status = [200, 503]
any_of = ["점검 중"]
[[pages]]
page = "session_lost"
failure = "session_lost"
status = [302]
location_contains = "/login"
[[pages]]
page = "wrong_password"
failure = "wrong_password"
any_of = ["비밀번호가 일치하지"]
count_pattern = '([0-9]+)회 오류'
[[pages]]
page = "locked"
failure = "account_locked"
any_of = ["이용정지"]
[[pages]]
page = "expired"
failure = "password_expired"
any_of = ["유효기간이 만료"]
[[pages]]
page = "main"
dialect = "json"
all_of = ["\"main\""]
[[pages]]
page = "login_form"
dialect = "html"
all_of = ["login_id"]
[[pages]]
page = "summary"
dialect = "json"
all_of = ["\"totals\""]
[[pages]]
page = "listing"
dialect = "json"
none_of = ["\"totals\"", "\"main\""]
[tables.scopes]
request = "scopes"
dialect = "json"
empty_marker = "[]"
columns = [
  {field = "text", name = "scope", headers = ["code"]},
  {field = "text", name = "business_number", headers = ["biz"], required = false},
]
[tables.summary]
request = "summary"
dialect = "json"
rows = "lines"
empty_marker = "[]"
columns = [{field = "text", name = "card_company", headers = ["company"]}]
totals = [
  {kind = "sale", measure = "count", key = "totals.sales"},
  {kind = "sale", measure = "principal", key = "totals.sold"},
  {kind = "cancel", measure = "count", key = "totals.cancels"},
  {kind = "cancel", measure = "principal", key = "totals.cancelled"},
]
echoes = [{what = "date", key = "date"}, {what = "scope", key = "scope"}]
[tables.rows]
request = "rows"
ledger = "approval"
dialect = "json"
empty_marker = "[]"
columns = [
  {field = "row_number", headers = ["no"], required = false},
  {field = "total_count", headers = ["total"], required = false},
  {field = "business_number", headers = ["biz"], required = false},
  {field = "merchant_number", headers = ["merchant"]},
  {field = "date", headers = ["date"]},
  {field = "time", headers = ["time"]},
  {field = "card_company", headers = ["company"], values = {"01" = "01"}},
  {field = "approval_number", headers = ["approval"]},
  {field = "kind", headers = ["kind"], values = {"0" = "sale", "1" = "cancel"}},
  {field = "amount", headers = ["amount"]},
]
paging = {page_parameter = "page", size_parameter = "size", size = 3}
[tables.deposits]
request = "deposits"
ledger = "deposit"
dialect = "json"
empty_marker = "[]"
columns = [
  {field = "date", headers = ["date"]},
  {field = "card_company", headers = ["company"], values = {"01" = "01"}},
  {field = "merchant_number", headers = ["merchant"]},
  {field = "sales_count", headers = ["count"]},
  {field = "amount", headers = ["amount"]},
  {field = "paid", headers = ["paid"]},
]
)toml";

/// The portal's facts, after `changed` was put in the place of `text` (nothing if text is empty).
inline session::SiteBook paper_book(const std::string& text = "", const std::string& changed = "") {
  TempFolder folder;
  std::string toml = kPaperToml;
  if (!text.empty()) toml.replace(toml.find(text), text.size(), changed);
  std::ofstream(folder.path() / "site.toml") << toml;
  return site_api::load_site(
      folder.path().string(), {},
      site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml"));
}

}  // namespace vancrawl::tests
