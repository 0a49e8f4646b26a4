#include "crawler/session/pad_typing.h"

#include <algorithm>

#include "crawler/async/run_on.h"
#include "crawler/async/timing.h"
#include "crawler/model/secret.h"
#include "crawler/session/address.h"
#include "crawler/session/login_guard.h"

namespace vancrawl::session {
namespace {

using keypad_solver::PressStep;
using model::FailureClass;
using model::VisitFailure;

constexpr std::size_t kEncoded = 3;  // bytes of one byte, at most
constexpr std::size_t kMostBytesOfASwitch = 256;
constexpr int kMostDeals = 3;  // of one picture

const EachPress& rules_of(const PadReading& pad) {
  const auto& rules = pad.definition().each_press;
  if (rules) return *rules;
  throw VisitFailure(FailureClass::kPluginFault, "the pad declares no request for a press");
}

keypad_solver::StepPlan planned(const PadReading& pad, std::span<const char> secret) {
  auto plan = pad.steps(secret);
  if (plan) return std::move(*plan);
  throw VisitFailure(FailureClass::kKeypadUnsure, plan.error());
}

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char byte) { return (byte & '\xc0') != '\x80'; }));
}

// A fault that we saw, not the portal's word on what was pressed.
Conversation::SecretAnswer broken(const VisitFailure& failure) {
  Conversation::SecretAnswer answer;
  answer.verdict_seen = false;
  answer.failure = failure.failure();
  answer.detail = failure.what();
  return answer;
}

}  // namespace

PadTyping::PadTyping(Conversation& conversation, const PadReader& reader, model::Random& random,
                     PadReading pad, Field field, std::span<const char> secret)
    : conversation_(conversation),
      reader_(reader),
      random_(random),
      pad_(std::move(pad)),
      rules_(rules_of(pad_)),
      field_(std::move(field)),
      secret_(secret),
      plan_(planned(pad_, secret)) {
  for (const auto& request : {rules_.press, rules_.clear, rules_.reload}) {
    if (request.empty() || conversation_.book().requests.contains(request)) continue;
    throw VisitFailure(FailureClass::kPluginFault, "no request \"" + request + "\" is declared");
  }
}

boost::asio::awaitable<std::optional<LoginOutcome>> PadTyping::type() {
  std::optional<Stop> stop;
  for (const auto& step : plan_.items()) {
    std::optional<VisitFailure> failed;
    try {
      stop = co_await take(step);
    } catch (const VisitFailure& failure) {  // whatever broke, the field is emptied below
      failed = failure;
    }
    if (failed) stop = broken(*failed);
    if (!stop) continue;
    auto outcome = co_await stopped(std::move(*stop));
    co_return outcome;
  }
  if (typed_ == secret_.size()) co_return std::nullopt;
  auto outcome = co_await stopped(
      broken({FailureClass::kKeypadUnsure, "the presses are not as many as the characters"}));
  co_return outcome;
}

boost::asio::awaitable<std::optional<PadTyping::Stop>> PadTyping::take(PressStep step) {
  const bool is_press = step.kind == PressStep::Kind::kPress;
  // A pad may submit by itself at full length: until the last press is answered by the full mask,
  // the portal may have judged the secret, and an empty field afterwards proves nothing.
  may_be_judged_ = is_press && typed_ + 1 == secret_.size();
  auto answer = co_await sent(rules_.press, body_of(step));
  if (!answer.page) co_return answer;
  if (is_press) ++typed_;
  if (mask_of(*answer.page) != typed_) {
    co_return broken({FailureClass::kKeypadUnsure, "the mask did not grow by one a press"});
  }
  may_be_judged_ = false;
  const bool shows_another = !is_press || (pad_.skin().reshuffles && typed_ < secret_.size());
  if (shows_another) {
    auto stop = co_await read_next(std::move(*answer.page), is_press ? 0 : step.page);
    co_return stop;
  }
  if (!pad_.skin().reshuffles) {
    expect_same_deal(*answer.page);
  }
  co_return std::nullopt;
}

boost::asio::awaitable<PadTyping::Stop> PadTyping::sent(std::string name, std::string body) {
  auto request = conversation_.secret_request(name, std::move(body));
  co_await wait_for_turn();
  auto answer = co_await conversation_.send_step(std::move(name), std::move(request));
  anything_sent_ = anything_sent_ || answer.may_have_been_sent;
  co_return answer;
}

boost::asio::awaitable<std::optional<PadTyping::Stop>> PadTyping::read_next(Page answer,
                                                                            std::size_t page) {
  for (int dealt = 1;; ++dealt) {
    std::optional<VisitFailure> refused;
    try {
      co_await read_again(std::move(answer), page);
      co_return std::nullopt;
    } catch (const VisitFailure& failure) {  // a refused picture is weighed below
      refused = failure;
    }
    const bool unsure = refused->failure() == FailureClass::kKeypadUnsure;
    if (!unsure || dealt == kMostDeals || !can_deal_anew()) co_return broken(*refused);
    auto again = co_await deal_anew(page);
    if (!again.page) co_return again;
    if (mask_of(*again.page) != typed_) {
      co_return broken(
          {FailureClass::kKeypadUnsure, "the mask changed when the pad was dealt anew"});
    }
    answer = std::move(*again.page);
  }
}

bool PadTyping::can_deal_anew() const {
  return pad_.skin().pages.size() > 1 || !rules_.reload.empty();
}

boost::asio::awaitable<PadTyping::Stop> PadTyping::deal_anew(std::size_t page) {
  const bool by_switch = pad_.skin().pages.size() > 1;
  PressStep step{.kind = PressStep::Kind::kSwitch, .page = static_cast<std::uint16_t>(page)};
  auto answer = co_await sent(by_switch ? rules_.press : rules_.reload,
                              by_switch ? body_of(step) : encoded(field_.texts));
  co_return answer;
}

void PadTyping::expect_same_deal(const Page& answer) const {
  const auto& marks = pad_.marks();
  if (!page::has_form(answer.scrubbed, marks.action)) return;  // it shows no pad
  const auto form = read_pad_form(answer.scrubbed, marks);
  const auto shows = [&](const PadPage& page) { return form.pictures.contains(page.picture); };
  const bool is_same = form.areas.empty() || form.areas == pad_.cells();
  if (is_same && std::ranges::none_of(pad_.skin().pages, shows)) return;
  throw VisitFailure(FailureClass::kKeypadUnsure,
                     "the pad is dealt anew after a press, which its skin does not declare");
}

boost::asio::awaitable<void> PadTyping::wait_for_turn() {
  auto& clock = conversation_.ports().clock;
  co_await conversation_.ports().pace.take_turn();
  if (last_sent_) co_await async::sleep_until(clock, *last_sent_ + rules_.gap);
  last_sent_ = clock.monotonic();
}

PressText PadTyping::text_of(const PressStep& step) {
  if (step.kind == PressStep::Kind::kPress) {
    auto pressed = pad_.presses(secret_.subspan(step.place, 1), random_);
    if (!pressed) throw VisitFailure(FailureClass::kKeypadUnsure, pressed.error());
    return std::move(*pressed);
  }
  PressText text(kMostBytesOfASwitch);
  const auto added =
      text.add(rules_.switch_format, "", [&](std::string_view name, PressText& into) {
        into.append(pad_.skin().pages.at(step.page).name);
        return name == "page";
      });
  if (!added) throw VisitFailure(FailureClass::kPluginFault, added.error());
  return text;
}

std::string PadTyping::body_of(const PressStep& step) {
  const auto text = text_of(step);
  std::string body = encoded(field_.texts);
  // Room for all of it at once: a text that grows leaves copies of its bytes behind.
  body.reserve(body.size() + 2 + kEncoded * (field_.name.size() + text.text().size()));
  if (!body.empty()) body += '&';
  append_encoded(body, field_.name, text.text());
  return body;
}

boost::asio::awaitable<void> PadTyping::read_again(Page answer, std::size_t page) {
  const auto& marks = pad_.marks();
  auto form = read_pad_form(answer.scrubbed, marks);
  std::vector<std::string> ids{pad_.skin().pages.at(page).picture};
  auto view = co_await fetch_pad(conversation_, std::move(form), marks, std::move(ids));
  auto reading = co_await async::run_on(conversation_.ports().cpu,
                                        [&] { return reader_.read_again(pad_, page, view); });
  pad_ = std::move(reading);
}

boost::asio::awaitable<LoginOutcome> PadTyping::stopped(Stop stop) {
  const auto stated = stop.page ? std::nullopt : outcome_of(stop, {});
  if (stated && stated->result == LoginResult::kRejected) co_return *stated;
  if (!anything_sent_ && stated && stated->result == LoginResult::kNotSent) co_return *stated;
  LoginOutcome outcome;
  outcome.failure = stop.failure;
  outcome.come_back_after = stop.come_back_after;
  outcome.detail = stop.detail;
  const bool is_empty = co_await cleared();
  const bool barred = stated && stated->result == LoginResult::kBarred;
  const bool is_unsent = is_empty && !may_be_judged_;
  outcome.result = is_unsent || barred ? LoginResult::kBarred : LoginResult::kUnseen;
  outcome.detail += is_unsent  ? "; the field was cleared, nothing was submitted"
                    : is_empty ? "; the last press was not answered by the full mask, and the "
                                 "portal may have judged the secret by itself"
                               : "; the portal did not confirm that the field is empty";
  co_return outcome;
}

boost::asio::awaitable<LoginOutcome> PadTyping::give_up(LoginOutcome unsent) {
  Stop stop;
  stop.failure = unsent.failure;
  stop.come_back_after = unsent.come_back_after;
  stop.detail = unsent.detail;
  stop.verdict_seen = false;
  auto outcome = co_await stopped(std::move(stop));
  co_return outcome;
}

boost::asio::awaitable<bool> PadTyping::cleared() {
  try {
    Fill fill;
    fill.extra = field_.texts;
    const auto answer = co_await conversation_.open(rules_.clear, std::move(fill));
    co_return mask_of(answer) == 0;
  } catch (const VisitFailure&) {  // not cleared, as far as anyone knows
    co_return false;
  }
}

std::size_t PadTyping::mask_of(const Page& answer) const {
  const auto found = rules_.mask.find_in(answer.scrubbed.text);
  if (!found) throw VisitFailure(found.error().failure, found.error().message);
  if (!*found) throw VisitFailure(FailureClass::kLayoutDrift, "the answer shows no mask");
  return characters_in((*found)->first);
}

boost::asio::awaitable<PadView> fetch_pad(Conversation& conversation, page::FormReading form,
                                          PadMarks marks, std::vector<std::string> ids) {
  PadView view;
  view.cells = std::move(form.areas);
  view.marks = std::move(marks);
  view.fetched_at = conversation.ports().clock.monotonic();
  for (const auto& id : ids) {
    auto address = page::picture_in(form, id);
    if (!address) throw VisitFailure(address.error().failure, address.error().message);
    auto bytes = co_await conversation.fetch_picture(std::move(*address));
    view.pictures.emplace(id, std::move(bytes));
  }
  for (const auto& cell : view.cells) {  // blanks may share one picture
    if (cell.picture.empty() || view.pictures.contains(cell.picture)) continue;
    auto bytes = co_await conversation.fetch_picture(cell.picture);
    view.pictures.emplace(cell.picture, std::move(bytes));
  }
  co_return view;
}

}  // namespace vancrawl::session
