#pragma once

#include <cstdint>
#include <string_view>

#include "crawler/http/request.h"
#include "crawler/http/response.h"

namespace vancrawl::http {

/// Puts one answer together from header lines and body portions as they arrive, and says stop when
/// it grows beyond its limit.
class AnswerCollector {
 public:
  /// Forgets the last answer.
  void begin(const Limits& limits);

  /// A line with its line end. A status line starts over: what stood before it was provisional
  /// (1xx). False: too large.
  [[nodiscard]] bool take_header(std::string_view line);
  [[nodiscard]] bool take_body(std::string_view portion);

  [[nodiscard]] bool has_begun() const { return header_bytes_ > 0; }
  [[nodiscard]] bool is_too_large() const { return too_large_; }
  [[nodiscard]] Response take();

 private:
  void take_field(std::string_view line);

  Response response_;
  std::uint64_t max_body_ = 0;
  std::uint64_t header_bytes_ = 0;
  bool too_large_ = false;
};

}  // namespace vancrawl::http
