#include "tests/sites/portal_pages.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "crawler/session/address.h"

namespace vancrawl::sites_test {

using portals::net::Answer;

PortalPages::PortalPages(const std::string& site, int merchants)
    : site_(portals::site_named(site).value()),
      book_(site_api::load_site(std::string(VANCRAWL_SOURCE_DIR) + "/sites/" + site, {})),
      stage_(merchants),
      account_(stage_.world.account_of(0, site_)) {}

Answer PortalPages::get(const std::string& target) {
  switch (site_) {
    case portals::Site::kCardsales:
      return stage_.cardsales_get(target);
    case portals::Site::kSampleKeypad:
      return stage_.keypad_get(target);
    case portals::Site::kSampleQwerty:
      return stage_.qwerty_get(target);
  }
  throw std::logic_error("an unknown site");
}

Answer PortalPages::submit(const std::string& secret) {
  const auto& login_id = stage_.world.accounts[account_].login_id;
  switch (site_) {
    case portals::Site::kCardsales:
      return stage_.cardsales_login(login_id, secret);
    case portals::Site::kSampleKeypad:
      return stage_.keypad_login(login_id, secret);
    case portals::Site::kSampleQwerty:
      return stage_.qwerty_login(login_id, secret);
  }
  throw std::logic_error("an unknown site");
}

void PortalPages::plant(const std::string& kind, int times) {
  const auto answer =
      stage_.truth_post("/fault", {{"kind", kind},
                                   {"site", std::string(portals::name_of(site_))},
                                   {"login_id", stage_.world.accounts[account_].login_id},
                                   {"times", times}});
  if (answer.status != 200) throw std::runtime_error(answer.body);
}

PortalPages::Place PortalPages::busiest(portals::Ledger ledger) const {
  Place best;
  for (const auto scope : stage_.world.accounts[account_].scopes) {
    for (auto day = stage_.world.from(); day <= stage_.world.until(); day = day.plus(1)) {
      const auto& rows = stage_.books.listing(scope, ledger, day);
      if (best.scope.empty() || rows.size() > best.rows.size()) {
        best = {stage_.world.scopes[scope].code, day, rows};
      }
    }
  }
  return best;
}

PortalPages::Place PortalPages::emptiest(portals::Ledger ledger) const {
  for (const auto scope : stage_.world.accounts[account_].scopes) {
    for (auto day = stage_.world.from().plus(-30); day <= stage_.world.until(); day = day.plus(1)) {
      if (stage_.books.listing(scope, ledger, day).empty()) {
        return {stage_.world.scopes[scope].code, day, {}};
      }
    }
  }
  throw std::runtime_error("every day has rows");
}

std::string PortalPages::target_of(const std::string& request, const Place& place) const {
  const auto& declared = book_.requests.at(request);
  session::Parameters parameters = declared.parameters;
  for (auto& [name, value] : parameters) {
    value = session::filled_in(value, {{"date", place.day.iso()},
                                       {"date_compact", place.day.compact()},
                                       {"scope", place.scope}})
                .value();
  }
  for (const auto& [name, declared_table] : book_.tables) {
    const auto& paging = declared_table.table.definition().paging;
    if (declared_table.request != request || paging.kind == page::PagingKind::kNone) continue;
    if (!paging.size_parameter.empty()) {
      parameters.emplace_back(paging.size_parameter, std::to_string(paging.size));
    }
    parameters.emplace_back(paging.page_parameter, "1");
  }
  const auto query = session::encoded(parameters);
  return declared.path + (query.empty() ? "" : "?" + query);
}

Answer PortalPages::ask(const std::string& request, const Place& place) {
  return get(target_of(request, place));
}

page::ScrubbedPage PortalPages::scrubbed(const Answer& answer) const {
  auto page =
      page::scrub({portals::checks::header_of(answer, "Content-Type"), answer.body}, book_.scrub);
  if (!page) throw std::runtime_error(page.error().message);
  return std::move(*page);
}

std::vector<std::string> PortalPages::claims(const Answer& answer, const std::string& path) const {
  const auto page = scrubbed(answer);
  return book_.recognisers.all_matches(
      {answer.status, path, portals::checks::header_of(answer, "Location"), &page});
}

const page::Table& PortalPages::table(const std::string& name) const {
  return book_.tables.at(name).table;
}

}  // namespace vancrawl::sites_test
