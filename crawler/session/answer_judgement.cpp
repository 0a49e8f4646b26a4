#include "crawler/session/answer_judgement.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/evidence_text.h"
#include "crawler/session/page_mark.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitFailure;

constexpr std::chrono::seconds kThrottledWithoutTime{60};
/// Longer ones are a slip; what adds them to a clock must not overflow.
constexpr std::chrono::seconds kLongestRetryAfter = std::chrono::days(366);
constexpr std::chrono::seconds kUnreadableRetryAfter{3600};

/// "Fri, 20 Nov 2026 18:14:56 GMT" (RFC 9110, IMF-fixdate).
std::optional<std::chrono::sys_seconds> http_date(const std::string& text) {
  std::tm parts{};
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  if (stream.fail()) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) +
         std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec);
}

FailureClass class_of(http::TransportFault::Kind kind) {
  switch (kind) {
    case http::TransportFault::Kind::kNetwork:
      return FailureClass::kNetwork;
    case http::TransportFault::Kind::kTimeout:
    case http::TransportFault::Kind::kSlowDrip:
      return FailureClass::kTimeout;
    case http::TransportFault::Kind::kProxyUnreachable:
      return FailureClass::kProxyUnreachable;
    case http::TransportFault::Kind::kProxyRefused:
      return FailureClass::kProxyRefused;
    case http::TransportFault::Kind::kTlsUntrusted:
      return FailureClass::kNetwork;
    case http::TransportFault::Kind::kTooLarge:
      return FailureClass::kUnknownPage;
    case http::TransportFault::Kind::kCancelled:
      return FailureClass::kCancelled;
    case http::TransportFault::Kind::kNotAllowed:
      return FailureClass::kPluginFault;
  }
  __builtin_unreachable();
}

}  // namespace

VisitFailure failure_of(const http::TransportFault& fault) {
  return {class_of(fault.kind), fault.detail};
}

std::optional<std::int64_t> printed_count_in(const VisitFailure& failure) {
  const auto* const stated = dynamic_cast<const StatedFailure*>(&failure);
  return stated == nullptr ? std::nullopt : stated->printed_count();
}

std::optional<std::chrono::seconds> retry_after_of(const http::Response& response) {
  const std::string header = response.header("retry-after").value_or("");
  if (header.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(header.data(), header.data() + header.size(), seconds);
  const bool whole = read.ec == std::errc() && read.ptr == header.data() + header.size();
  if (whole && seconds >= 0) return std::min(std::chrono::seconds(seconds), kLongestRetryAfter);
  const auto until = http_date(header);
  const auto sent = http_date(response.header("date").value_or(""));
  if (until && sent) {
    return std::clamp<std::chrono::seconds>(*until - *sent, std::chrono::seconds(0),
                                            kLongestRetryAfter);
  }
  return kUnreadableRetryAfter;
}

std::string path_of(const std::string& url) {
  const auto host = url.find("://");
  const auto path = url.find('/', host == std::string::npos ? 0 : host + 3);
  if (path == std::string::npos) return "/";
  // What follows ';' is often a session id.
  return url.substr(path, url.find_first_of("?#;", path) - path);
}

std::optional<VisitFailure> throttling_of(const RawAnswer& answer) {
  const bool throttled = answer.status == 429 || (answer.status == 503 && answer.retry_after);
  if (!throttled) return std::nullopt;
  return VisitFailure(FailureClass::kThrottled,
                      fmt::format("{}: status {}", answer.path, answer.status))
      .coming_back_after(answer.retry_after.value_or(kThrottledWithoutTime));
}

Judgement judgement_of(const SiteBook& book, const RawAnswer& answer, const page::Table* table) {
  Judgement judgement;
  auto scrubbed = page::scrub({answer.content_type, answer.body}, book.scrub);
  if (!scrubbed) {
    judgement.fault = scrubbed.error();
    return judgement;
  }
  judgement.scrubbed = std::move(*scrubbed);
  const auto recognised = book.recognisers.recognise(
      {answer.status, answer.path, answer.location, &judgement.scrubbed, table != nullptr});
  if (recognised) {
    judgement.recognition = *recognised;
  } else {
    judgement.fault = recognised.error();
  }
  auto zstd = page::compressed(judgement.scrubbed.text);
  judgement.evidence =
      EvidenceItem{page::evidence_hash(zstd), answer.request, std::move(zstd),
                   std::string(page::name_of(judgement.scrubbed.dialect)), answer.hash};
  const bool may_be_read = judgement.recognition && !judgement.recognition->failure;
  if (table != nullptr && may_be_read) judgement.reading = table->read(judgement.scrubbed);
  return judgement;
}

FailureClass class_of(const page::PageFault& fault, const RawAnswer& answer) {
  return answer.status >= 500 ? FailureClass::kServerError : fault.failure;
}

Page page_for(const SiteBook& book, const RawAnswer& answer, Judgement judgement) {
  const auto where = answer.request + " " + answer.path;
  if (judgement.fault) {
    const auto failure = class_of(*judgement.fault, answer);
    auto detail = where + ": " + judgement.fault->message;
    if (failure == FailureClass::kUnknownPage) {
      detail = with_page_mark(std::move(detail), page_mark(answer, judgement.scrubbed.text));
    }
    throw VisitFailure(failure, detail);
  }
  const auto& recognition = *judgement.recognition;
  if (recognition.failure) {
    throw StatedFailure(*recognition.failure, where + ": the page is \"" + recognition.page + "\"",
                        recognition.printed_count);
  }
  const auto& expected = book.requests.find(answer.request)->second.pages;
  if (std::ranges::find(expected, recognition.page) == expected.end()) {
    throw VisitFailure(
        FailureClass::kUnknownPage,
        with_page_mark(fmt::format("{}: the page is \"{}\", which does not answer this request",
                                   where, recognition.page),
                       page_mark(answer, judgement.scrubbed.text)));
  }
  const bool is_redirect = answer.status >= 300 && answer.status < 400;
  return Page{recognition.page, std::move(judgement.scrubbed), answer.path, recognition,
              is_redirect,      std::move(judgement.reading)};
}

}  // namespace vancrawl::session
