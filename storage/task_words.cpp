#include "storage/task_words.h"

#include <fmt/format.h>

#include "crawler/model/text.h"

namespace vancrawl::storage {
namespace {

constexpr std::size_t kPrintedBytes = 60;
constexpr std::size_t kDigitsInARow = 7;

bool is_between_digits(char c) { return c == ' ' || c == '-' || c == '*' || c == '.'; }

/// How far a run of digits reaches from `begin`, what stands between its digits included.
struct DigitRun {
  std::size_t end = 0;
  std::size_t digits = 0;
};

DigitRun run_at(std::string_view text, std::size_t begin) {
  DigitRun run{begin, 0};
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (model::is_digit(text[i])) {
      run = {i + 1, run.digits + 1};
    } else if (!is_between_digits(text[i])) {
      break;
    }
  }
  return run;
}

std::string without_numbers(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    if (!model::is_digit(text[i])) {
      const bool is_control = static_cast<unsigned char>(text[i]) < 0x20;
      plain += is_control ? ' ' : text[i];
      ++i;
      continue;
    }
    const auto run = run_at(text, i);
    plain += run.digits < kDigitsInARow ? std::string(text.substr(i, run.end - i)) : "#";
    i = run.end;
  }
  return plain;
}

}  // namespace

TaskWord TaskWord::of(model::Ledger ledger) {
  return {"ledger", std::string(model::name_of(ledger))};
}

TaskWord TaskWord::of(model::FailureClass failure) {
  return {"failure", std::string(model::name_of(failure))};
}

TaskWord TaskWord::until(model::Instant at) {
  const auto date = model::korean_date(at);
  const auto time = std::chrono::floor<std::chrono::minutes>(at - date.starts_at());
  return {"until", fmt::format("{} {:02}:{:02}", date.iso(), time.count() / 60, time.count() % 60)};
}

TaskWord TaskWord::printed(std::string_view text) {
  return {"printed", model::excerpt(without_numbers(model::narrowed(text)), kPrintedBytes)};
}

TaskWord TaskWord::named(std::string_view name) {
  return {"name", model::excerpt(without_numbers(name), kPrintedBytes)};
}

TaskSubject TaskSubject::site(const model::SiteId& site) {
  return TaskSubject("site " + site.text());
}

TaskSubject TaskSubject::ledger(const model::SiteId& site, model::Ledger ledger) {
  return TaskSubject(fmt::format("ledger {}/{}", site.text(), model::name_of(ledger)));
}

TaskSubject TaskSubject::account(const model::AccountKey& account) {
  return TaskSubject(fmt::format("account {}/{}", account.realm, account.login_id));
}

TaskSubject TaskSubject::merchant(const model::MerchantId& merchant) {
  return TaskSubject("merchant " + merchant.text());
}

TaskSubject TaskSubject::merchant(const model::MerchantId& merchant, const model::SiteId& site) {
  return TaskSubject(fmt::format("merchant {} at {}", merchant.text(), site.text()));
}

TaskSubject TaskSubject::exit(const model::ExitId& exit) {
  return TaskSubject("exit " + exit.text());
}

TaskSubject TaskSubject::page(const model::SiteId& site, std::string_view fingerprint) {
  return TaskSubject(fmt::format("page {}/{}", site.text(), TaskWord::printed(fingerprint).text()));
}

TaskSubject TaskSubject::value(const model::SiteId& site, model::Ledger ledger,
                               std::string_view field, std::string_view text) {
  return TaskSubject(fmt::format("value {}/{}/{} \"{}\"", site.text(), model::name_of(ledger),
                                 TaskWord::named(field).text(), TaskWord::printed(text).text()));
}

}  // namespace vancrawl::storage
