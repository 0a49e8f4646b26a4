#include "tests/bench/listing_urls.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/session/address.h"

namespace vancrawl::bench {
namespace {

std::string page_url(const Stage& stage, const std::string& scope, const std::string& day,
                     int page) {
  if (stage.portal().json) {
    return fmt::format(
        "{}/page/api/approval/detailDayListAjax?q.mode=&q.flag=&q.merGrpId={}&q.cardCo=&q.merNo="
        "&q.stdDate={}&q.dataPerPage={}&currentPage={}",
        stage.base_url(), scope, day, kRowsAPage, page);
  }
  auto compact = day;
  std::erase(compact, '-');
  return fmt::format("{}/sales?tid={}&date={}&size={}&page={}", stage.base_url(), scope, compact,
                     kRowsAPage, page);
}

std::string summary_url(const Stage& stage, const std::string& scope, const std::string& day) {
  return fmt::format("{}/page/api/approval/dayListAjax?stdDate={}&merGrpId={}&cardCo=&merNo=",
                     stage.base_url(), day, scope);
}

std::string login_body(const Stage& stage, const BenchAccount& account) {
  if (stage.portal().json) {
    return session::encoded({{"j_username", account.login_id}, {"j_password", account.password}});
  }
  return session::encoded({{"user_id", account.login_id}, {"password", account.password}});
}

}  // namespace

std::vector<AccountUrls> urls_of(const Stage& stage) {
  const bool json = stage.portal().json;
  const int pages = (stage.volume().rows_per_day + kRowsAPage - 1) / kRowsAPage;
  std::vector<AccountUrls> all;
  for (const auto& account : stage.accounts()) {
    AccountUrls urls{account,
                     stage.base_url() + (json ? "/authentication" : "/login.do"),
                     login_body(stage, account),
                     {},
                     {}};
    for (const auto& day : stage.days()) {
      const auto summary = summary_url(stage, account.scope, day);
      if (json) urls.crawled.push_back(summary);
      for (int page = 1; page <= pages; ++page) {
        urls.pages.push_back(page_url(stage, account.scope, day, page));
        urls.crawled.push_back(urls.pages.back());
      }
      if (pages > 1) urls.crawled.push_back(page_url(stage, account.scope, day, 1));
      if (pages > 1 && json) urls.crawled.push_back(summary);
    }
    all.push_back(std::move(urls));
  }
  return all;
}

}  // namespace vancrawl::bench
