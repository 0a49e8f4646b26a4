#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/session/conversation.h"
#include "crawler/session/pad_reader.h"

namespace vancrawl::session {

/// Types a secret on a pad that answers each press: one request a step, at least EachPress::gap
/// apart, each answer's mask longer by one after a press and as long as before after a switch.
/// Anything else empties the field and stops; no press is sent twice. Kinds and number of requests
/// follow from the secret's length alone, and from which pictures were refused. Every step carries
/// a part of the secret: the attempt must be committed before type() is called. Used once, by one
/// LoginVisit, which outlives it.
class PadTyping {
 public:
  /// Where the presses go: the field, and the texts that go with each of them.
  struct Field {
    std::string name;
    Parameters texts;
  };

  /// Plans the steps; `secret` must live until type() has ended. Throws before anything is sent:
  /// kKeypadUnsure when the secret cannot be typed on this pad, kPluginFault when the pad's
  /// requests are not declared.
  PadTyping(Conversation& conversation, const PadReader& reader, model::Random& random,
            PadReading pad, Field field, std::span<const char> secret);

  /// None: the portal's mask is as long as the secret, and the login may be sent. Else how the
  /// attempt ended without one.
  [[nodiscard]] boost::asio::awaitable<std::optional<LoginOutcome>> type();
  /// Empties the field after the login could not be sent.
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> give_up(LoginOutcome unsent);

 private:
  /// Why it stopped: what the portal answered, or what broke on our side.
  using Stop = Conversation::SecretAnswer;

  [[nodiscard]] boost::asio::awaitable<std::optional<Stop>> take(keypad_solver::PressStep step);
  [[nodiscard]] boost::asio::awaitable<void> wait_for_turn();
  [[nodiscard]] PressText text_of(const keypad_solver::PressStep& step);
  [[nodiscard]] std::string body_of(const keypad_solver::PressStep& step);
  /// A portal that deals anew where the skin says it does not would be pressed blindly.
  void expect_same_deal(const Page& answer) const;
  /// Reads the picture that shows next. A refused one is dealt anew where the pad can do that,
  /// three in all; no press is made for it.
  [[nodiscard]] boost::asio::awaitable<std::optional<Stop>> read_next(Page answer,
                                                                      std::size_t page);
  [[nodiscard]] boost::asio::awaitable<void> read_again(Page answer, std::size_t page);
  /// The same page once more, by a switch or by the pad's reload; the mask stays.
  [[nodiscard]] boost::asio::awaitable<Stop> deal_anew(std::size_t page);
  [[nodiscard]] bool can_deal_anew() const;
  [[nodiscard]] boost::asio::awaitable<Stop> sent(std::string name, std::string body);
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> stopped(Stop stop);
  [[nodiscard]] boost::asio::awaitable<bool> cleared();
  [[nodiscard]] std::size_t mask_of(const Page& answer) const;

  Conversation& conversation_;
  const PadReader& reader_;
  model::Random& random_;
  PadReading pad_;
  const EachPress& rules_;
  Field field_;
  std::span<const char> secret_;
  keypad_solver::StepPlan plan_;
  std::size_t typed_ = 0;
  bool anything_sent_ = false;
  bool may_be_judged_ = false;
  std::optional<model::Monotonic> last_sent_;
};

/// Fetches the pictures with these ids of a page that shows a pad, or those of its keys.
[[nodiscard]] boost::asio::awaitable<PadView> fetch_pad(Conversation& conversation,
                                                        page::FormReading form, PadMarks marks,
                                                        std::vector<std::string> ids);

}  // namespace vancrawl::session
