#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/failure.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

/// One declared page: what it is called, what marks it, and what it means. All conditions that are
/// given must hold. Texts are searched in the scrubbed text; of a listing in its first 8 KiB and
/// its last 2 KiB, between which it has its rows.
struct RecogniserDefinition {
  std::string page;  ///< "login_form", "wrong_password", "approval_listing"
  std::optional<model::FailureClass> failure;  ///< what the page means, if it means a failure
  std::vector<int> status;                     ///< any of them; empty = 200
  std::string path_starts_with;                ///< of the final address
  std::string location_path;      ///< of the Location header, exactly, without its query
  std::string location_contains;  ///< of the Location header of a redirect
  std::optional<Dialect> dialect;
  std::vector<std::string> all_of;
  std::vector<std::string> any_of;
  std::vector<std::string> none_of;
  std::string
      count_pattern;  ///< RE2 with one group: wrong attempts so far, as the portal prints it
};

/// An answer as recognisers see it.
struct AnswerView {
  int status = 0;
  std::string path;      ///< of the final address, without the query
  std::string location;  ///< of a redirect; else empty
  const ScrubbedPage* page = nullptr;
  bool is_listing = false;  ///< it answers a request whose table is read from it
};

struct Recognition {
  std::string page;
  std::optional<model::FailureClass> failure;
  std::optional<std::int64_t> printed_count;
};

/// The pages of one site. Immutable, thread-safe.
class Recognisers {
 public:
  /// Refuses a pattern that does not compile and a page without any condition.
  [[nodiscard]] static std::expected<Recognisers, PageFault> make(
      std::vector<RecogniserDefinition> definitions);
  Recognisers(Recognisers&&) noexcept;
  Recognisers& operator=(Recognisers&&) noexcept;
  ~Recognisers();

  /// Exactly one page, or a kUnknownPage fault that names the status, path, title and first words
  /// of what was seen, or the pages that matched at once. Pages that mean a failure are looked at
  /// first: a block page that quotes a listing is a block page.
  [[nodiscard]] std::expected<Recognition, PageFault> recognise(const AnswerView& answer) const;
  /// Every definition that matches: tests demand exactly one for each fixture.
  [[nodiscard]] std::vector<std::string> all_matches(const AnswerView& answer) const;

 private:
  struct Compiled;
  explicit Recognisers(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace vancrawl::page
