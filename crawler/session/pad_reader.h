#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crawler/model/clock.h"
#include "crawler/model/failure.h"
#include "crawler/page/form.h"
#include "crawler/session/site_book.h"

namespace vancrawl::session {

/// A pad that was read: which character lies in which cell, and how presses on it are written. It
/// is used for one login and then gone; nothing of it is logged or kept.
class PadReading {
 public:
  PadReading(PadReading&&) noexcept;
  PadReading& operator=(PadReading&&) noexcept;
  ~PadReading();

  /// The field's text for a secret; fails when a character is not on the pad. Wiped by the caller.
  [[nodiscard]] std::expected<std::string, std::string> presses(std::span<const char> secret,
                                                                model::Random& random) const;

 private:
  friend class PadReader;
  struct Reading;
  explicit PadReading(std::unique_ptr<Reading> reading);
  std::unique_ptr<Reading> reading_;
};

/// Reads pads of one site with its enrolled template sets. Thread-safe; used on the cpu pool.
class PadReader {
 public:
  /// Loads the site's template sets; throws kKeypadTemplatesMissing for a set that is damaged.
  explicit PadReader(const SiteBook& book);
  ~PadReader();

  /// Throws VisitFailure: kKeypadUnsure with the refusal's name, kKeypadTemplatesMissing,
  /// kLayoutDrift when the page's cells cannot be a pad.
  [[nodiscard]] PadReading read(const std::string& pad, const std::string& picture,
                                const std::vector<page::Area>& cells) const;

 private:
  struct Sets;
  const SiteBook& book_;
  std::unique_ptr<Sets> sets_;
};

}  // namespace vancrawl::session
