#pragma once

#include <optional>
#include <string>

#include "crawler/http/transport.h"
#include "crawler/model/failure.h"
#include "crawler/session/conversation.h"

namespace vancrawl::session {

/// What scrubbing and recognising made of an answer.
struct Judgement {
  page::ScrubbedPage scrubbed;
  std::optional<page::Recognition> recognition;
  std::optional<page::PageFault> fault;
  std::optional<EvidenceItem> evidence;
  std::optional<std::expected<page::TableReading, page::PageFault>> reading;
};

/// A failure that a page of the portal stated, with the count it printed.
class StatedFailure : public model::VisitFailure {
 public:
  StatedFailure(model::FailureClass failure, const std::string& detail,
                std::optional<std::int64_t> printed_count)
      : VisitFailure(failure, detail), printed_count_(printed_count) {}
  [[nodiscard]] std::optional<std::int64_t> printed_count() const { return printed_count_; }

 private:
  std::optional<std::int64_t> printed_count_;
};

[[nodiscard]] model::VisitFailure failure_of(const http::TransportFault& fault);
[[nodiscard]] std::optional<std::int64_t> printed_count_in(const model::VisitFailure& failure);

/// Seconds of a Retry-After header, or from the answer's Date until its date; an hour if neither
/// can be read, none if there is no such header.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after_of(const http::Response& response);

/// "/a/b" of "https://host/a/b?c".
[[nodiscard]] std::string path_of(const std::string& url);

/// kThrottled with its time for 429, and for 503 with Retry-After; else none.
[[nodiscard]] std::optional<model::VisitFailure> throttling_of(const RawAnswer& answer);

/// Scrubs, recognises, compresses and, where a table is named, reads it from a page that means no
/// failure. Pure; for the cpu pool.
[[nodiscard]] Judgement judgement_of(const SiteBook& book, const RawAnswer& answer,
                                     const page::Table* table = nullptr);

/// A page that cannot be taken, under an error of the server, is that error.
[[nodiscard]] model::FailureClass class_of(const page::PageFault& fault, const RawAnswer& answer);

/// The page if it is one that answers its request; else throws what it means.
[[nodiscard]] Page page_for(const SiteBook& book, const RawAnswer& answer, Judgement judgement);

}  // namespace vancrawl::session
