#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/clock.h"
#include "crawler/model/failure.h"
#include "crawler/page/form.h"
#include "crawler/session/site_book.h"
#include "keypad_solver/press_plan.h"

namespace vancrawl::session {

/// By what a pad is found on a page: the form's action, and where its keys stand, if on the page.
struct PadMarks {
  std::string action;
  std::string pad;  ///< the name of its definition; empty: a form without a pad
  std::optional<page::KeyMarks> keys{};
};

/// Throws kPluginFault for a pad that the site does not declare.
[[nodiscard]] const PadDefinition& definition_of(const SiteBook& book, const std::string& pad);

/// The form of a page and the pad's keys. Throws VisitFailure.
[[nodiscard]] page::FormReading read_pad_form(const page::ScrubbedPage& page,
                                              const PadMarks& marks);

/// A page's pictures of one pad, by the ids of their <img>, and the cells they share; none where
/// the pad's cells are fixed. Of keys with pictures of their own, by the addresses in the cells.
struct PadView {
  std::map<std::string, std::string> pictures;
  std::vector<page::Area> cells;
  PadMarks marks;
  model::Monotonic fetched_at{};
};

/// Presses as a field's text. Never grows beyond its room, so that it leaves no copy behind; wiped
/// when dropped.
class PressText {
 public:
  explicit PressText(std::size_t room) : room_(room) { text_.reserve(room); }
  PressText(PressText&& other) noexcept;
  PressText(const PressText&) = delete;
  PressText& operator=(const PressText&) = delete;
  PressText& operator=(PressText&&) = delete;
  ~PressText();

  /// Writes what stands for a placeholder; false for one it does not know.
  using Write = std::function<bool(std::string_view placeholder, PressText& into)>;
  /// Adds one press as `format` says, after `separator` if there is one before it. Fails for a
  /// placeholder without a value and where the room does not suffice.
  [[nodiscard]] std::expected<void, std::string> add(const std::string& format,
                                                     const std::string& separator,
                                                     const Write& write);
  void append(std::string_view text);
  void append(std::int32_t number);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::string text_;
  std::size_t room_;
  std::size_t count_ = 0;
  bool overflows_ = false;
};

/// A pad that was read: which character lies in which cell, and how presses on it are written. It
/// is used for one login and then gone; nothing of it is logged or kept.
class PadReading {
 public:
  PadReading(PadReading&&) noexcept;
  PadReading& operator=(PadReading&&) noexcept;
  ~PadReading();

  [[nodiscard]] const PadSkin& skin() const;
  [[nodiscard]] const PadDefinition& definition() const;
  [[nodiscard]] const PadMarks& marks() const;
  /// Of the page that shows, or of the first of several.
  [[nodiscard]] const std::vector<page::Area>& cells() const;
  [[nodiscard]] model::Monotonic fetched_at() const;
  /// The presses on the pages read, one a character; fails when a character is on none of them.
  [[nodiscard]] std::expected<PressText, std::string> presses(std::span<const char> secret,
                                                              model::Random& random) const;
  /// The steps on a pad that answers each press; fails when a character is on none of its pages.
  [[nodiscard]] std::expected<keypad_solver::StepPlan, std::string> steps(
      std::span<const char> secret) const;

 private:
  friend class PadReader;
  struct Reading;
  explicit PadReading(std::unique_ptr<Reading> reading);
  std::unique_ptr<Reading> reading_;
};

/// Reads pads of one site with its enrolled template sets. Thread-safe; used on the cpu pool.
class PadReader {
 public:
  /// Loads the site's template sets; throws kKeypadTemplatesMissing for a set that is damaged or
  /// that a skin names and is not there.
  explicit PadReader(const SiteBook& book);
  ~PadReader();

  /// Which pictures of a page show this pad: those that one of its skins begins with; none where
  /// each key has its own. Throws kLayoutDrift when the page lacks them.
  [[nodiscard]] std::vector<std::string> pictures_on(
      const std::string& pad, const std::map<std::string, std::string>& pictures) const;
  /// The skin is the one whose size and print fit. Throws VisitFailure: kKeypadUnsure with the
  /// refusal's name, kKeypadTemplatesMissing for a skin that is not enrolled, kLayoutDrift when the
  /// page's cells cannot be a pad.
  [[nodiscard]] PadReading read(const std::string& pad, const PadView& view) const;
  /// The same pad again, of the same skin, after a press or a switch: `page` shows.
  [[nodiscard]] PadReading read_again(const PadReading& before, std::size_t page,
                                      const PadView& view) const;

 private:
  struct Sets;
  const SiteBook& book_;
  std::unique_ptr<Sets> sets_;
};

}  // namespace vancrawl::session
