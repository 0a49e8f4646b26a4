#include "crawler/session/login_visit.h"

#include "crawler/async/run_on.h"
#include "crawler/async/shield.h"
#include "crawler/async/timing.h"
#include "crawler/session/address.h"
#include "crawler/session/login_guard.h"

namespace vancrawl::session {

using model::FailureClass;
using model::VisitFailure;
using model::VisitPhase;

namespace {

/// Portals forget a pad after minutes; a login may wait for its turn longer.
constexpr std::chrono::seconds kPadIsFreshFor{60};
/// What a portal may ask for between a login and the question whether it worked. The unit's
/// TimeoutStopSec is longer than twice of it.
constexpr std::chrono::seconds kLongestWaitForAnswer{120};

}  // namespace

FormOnPage LoginVisit::form_of(const Page& page, const std::string& action) const {
  PadMarks marks{.action = action, .pad = {}};
  auto form = read_pad_form(page.scrubbed, marks);
  return {std::move(form), std::move(marks)};
}

FormOnPage LoginVisit::form_of(const Page& page, const std::string& action,
                               const std::string& pad) const {
  PadMarks marks{.action = action, .pad = pad};
  const auto& source = definition_of(conversation_.book(), pad).keys;
  if (const auto* const keys = std::get_if<page::KeyMarks>(&source)) marks.keys = *keys;
  auto form = read_pad_form(page.scrubbed, marks);
  return {std::move(form), std::move(marks)};
}

LoginVisit::LoginVisit(Conversation& conversation, LoginLedger& ledger, PadReader& pads,
                       OpenedCredential credential, model::Random& random)
    : conversation_(conversation),
      ledger_(ledger),
      pads_(pads),
      credential_(std::move(credential)),
      random_(random) {}

boost::asio::awaitable<Page> LoginVisit::open(std::string request, Fill fill) {
  auto page = co_await conversation_.open(std::move(request), std::move(fill));
  co_return page;
}

boost::asio::awaitable<PadReading> LoginVisit::read_pad(std::string pad, FormOnPage form) {
  if (form.marks().pad != pad) {
    throw VisitFailure(FailureClass::kPluginFault, "the form was not read for pad \"" + pad + "\"");
  }
  auto shown = form.reading();
  auto ids = pads_.pictures_on(pad, shown.pictures);
  const auto& source = definition_of(conversation_.book(), pad).keys;
  if (const auto* const keys = std::get_if<JsonKeys>(&source)) {
    shown.areas = co_await fetch_keys(*keys, shown.hidden);
  }
  const auto view =
      co_await fetch_pad(conversation_, std::move(shown), form.marks(), std::move(ids));
  auto reading =
      co_await async::run_on(conversation_.ports().cpu, [&] { return pads_.read(pad, view); });
  co_return reading;
}

boost::asio::awaitable<std::vector<page::Area>> LoginVisit::fetch_keys(
    JsonKeys keys, std::map<std::string, std::string> hidden) {
  Fill fill;
  fill.values = std::move(hidden);
  const auto answer = co_await conversation_.open(keys.request, std::move(fill));
  auto areas = page::read_json_keys(answer.scrubbed, keys.marks);
  if (!areas) throw VisitFailure(areas.error().failure, areas.error().message);
  co_return std::move(*areas);
}

std::span<const char> LoginVisit::value_of(const LoginForm::Entry& entry,
                                           const std::string& presses) const {
  switch (entry.source) {
    case LoginForm::Source::kText:
      return entry.value;
    case LoginForm::Source::kLoginId:
      return credential_.login_id;
    case LoginForm::Source::kPassword:
      return credential_.secret.expose();
    case LoginForm::Source::kPresses:
      return presses;
  }
  __builtin_unreachable();
}

PressText LoginVisit::pressed(const LoginForm& form) {
  const auto secret = credential_.secret.expose();
  auto presses = form.pad_->presses(secret, random_);
  if (!presses) throw VisitFailure(FailureClass::kKeypadUnsure, presses.error());
  if (presses->count() == secret.size()) return std::move(*presses);
  throw VisitFailure(FailureClass::kKeypadUnsure, "the presses are not as many as the characters");
}

std::unique_ptr<PadTyping> LoginVisit::typing_of(LoginForm& form) {
  if (!form.pad_ || form.pad_->skin().sends == PadSends::kOneField) return nullptr;
  PadTyping::Field field;
  for (const auto& entry : form.entries_) {
    if (entry.source == LoginForm::Source::kText)
      field.texts.emplace_back(entry.field, entry.value);
    if (entry.source == LoginForm::Source::kPresses) field.name = entry.field;
  }
  auto pad = std::move(*form.pad_);
  form.pad_.reset();
  return std::make_unique<PadTyping>(conversation_, pads_, random_, std::move(pad),
                                     std::move(field), credential_.secret.expose());
}

std::string LoginVisit::filled(const LoginForm& form) {
  constexpr std::size_t kEncoded = 3;  // bytes of one byte, at most
  const PressText presses = form.pad_ ? pressed(form) : PressText(0);
  // Room for all of it at once: a text that grows leaves copies of its bytes behind.
  std::size_t room = 0;
  for (const auto& entry : form.entries_) {
    room += 2 + kEncoded * (entry.field.size() + value_of(entry, presses.text()).size());
  }
  std::string body;
  body.reserve(room);
  for (const auto& entry : form.entries_) {
    if (!body.empty()) body += '&';
    append_encoded(body, entry.field, value_of(entry, presses.text()));
  }
  return body;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::submit_login(LoginForm form) {
  if (submitted_) throw VisitFailure(FailureClass::kPluginFault, "a login may be submitted once");
  if (!conversation_.book().requests.contains(form.request_)) {
    throw VisitFailure(FailureClass::kPluginFault,
                       "no request \"" + form.request_ + "\" is declared");
  }
  const auto fetched_at = form.pad_ ? std::optional(form.pad_->fetched_at()) : std::nullopt;
  const auto typing = typing_of(form);
  auto request = conversation_.secret_request(form.request_, filled(form));
  co_await conversation_.ports().pace.take_login_turn();
  const auto now = conversation_.ports().clock.monotonic();
  if (fetched_at && now - *fetched_at > kPadIsFreshFor) {
    throw VisitFailure(FailureClass::kKeypadUnsure, "stale: the pad waited too long for its turn");
  }
  auto jar = co_await conversation_.jar();
  // From the attempt's row to its outcome nothing stops it: an outcome that we threw away ourselves
  // would suspend a good secret.
  auto outcome = co_await async::shielded(
      attempt_login(form.request_, std::move(request), std::move(jar), typing.get()));
  co_return outcome;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::attempt_login(std::string name,
                                                               http::Request request,
                                                               std::string jar, PadTyping* typing) {
  // The first press is the first part of the secret that is sent: the attempt is there before it.
  const auto attempt = co_await ledger_.begin(std::move(jar));
  submitted_ = true;
  phase_ = VisitPhase::kSubmitSent;
  auto outcome = co_await sent(std::move(name), std::move(request), typing);
  co_await ledger_.close(attempt, outcome);
  if (outcome.result == LoginResult::kAccepted) phase_ = VisitPhase::kLoggedIn;
  if (outcome.result == LoginResult::kNotSent) phase_ = VisitPhase::kBeforeSubmit;
  co_return outcome;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::sent(std::string name, http::Request request,
                                                      PadTyping* typing) {
  if (typing != nullptr) {
    auto stopped = co_await typing->type();
    if (stopped) co_return std::move(*stopped);
  }
  auto answer = co_await conversation_.send_secret(std::move(name), std::move(request));
  auto outcome = co_await judged(std::move(answer));
  if (typing == nullptr || outcome.result != LoginResult::kNotSent) co_return outcome;
  auto given_up = co_await typing->give_up(std::move(outcome));
  co_return given_up;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::judged(Conversation::SecretAnswer answer) {
  auto outcome = outcome_of(answer, conversation_.book().login_accepted_pages);
  // A redirect says where to go, not that the login worked: the liveness page does.
  const bool by_redirect = answer.page && answer.page->is_redirect;
  if (outcome && !by_redirect) co_return *outcome;
  // Nothing stops a login under way, so it waits for no longer than a stop may take.
  if (answer.come_back_after && *answer.come_back_after > kLongestWaitForAnswer) {
    LoginOutcome later;
    later.failure = answer.failure;
    later.come_back_after = answer.come_back_after;
    later.detail = answer.detail + "; liveness is asked when the portal takes requests again";
    co_return later;
  }
  std::optional<VisitFailure> unseen;
  try {
    const bool alive = co_await async::with_timeout(
        conversation_.ports().clock, 2 * kLongestWaitForAnswer, conversation_.is_alive());
    co_return outcome_by_liveness(alive, answer.detail);
  } catch (const async::TimedOut&) {  // the site was parked meanwhile
    unseen = VisitFailure(FailureClass::kTimeout, "it was not asked in time");
  } catch (const VisitFailure& failure) {  // the portal does not answer: the outcome stays unseen
    unseen = failure;
  }
  LoginOutcome open_outcome;
  open_outcome.failure = answer.failure.value_or(unseen->failure());
  open_outcome.detail = answer.detail + "; liveness: " + unseen->what();
  co_return open_outcome;
}

}  // namespace vancrawl::session
