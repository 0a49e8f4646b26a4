#include "tests/simulation/fault.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "crawler/model/clock.h"

namespace vancrawl::simulation {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames = {
    "not_sent",          "answer_lost",
    "login_not_sent",    "login_answer_lost",
    "session_lost",      "wrong_totals",
    "lost_page",         "page_twice",
    "row_between_pages", "cancel_between_pages",
    "renamed_column",    "maintenance",
    "throttled",         "wall",
    "unknown_page",      "unknown_after_login",
    "expired",           "password_changed",
    "wrong_entry",       "withdrawn",
    "killed_at_request", "killed_at_answer",
    "killed_at_commit",  "killed_after_commit",
    "disk_full",         "restarted",
    "backed_up",         "backup_restored",
    "second_engine",     "clock_jumped",
    "machine_slept",     "nobody_looks"};

constexpr int kMinutesADay = 24 * 60;

bool is_event(FaultKind kind) {
  switch (kind) {
    case FaultKind::kExpired:
    case FaultKind::kPasswordChanged:
    case FaultKind::kWrongEntry:
    case FaultKind::kRestarted:
    case FaultKind::kBackedUp:
    case FaultKind::kBackupRestored:
    case FaultKind::kSecondEngine:
    case FaultKind::kClockJumped:
    case FaultKind::kMachineSlept:
    case FaultKind::kNobodyLooks:
      return true;
    case FaultKind::kNotSent:
    case FaultKind::kAnswerLost:
    case FaultKind::kLoginNotSent:
    case FaultKind::kLoginAnswerLost:
    case FaultKind::kSessionLost:
    case FaultKind::kWrongTotals:
    case FaultKind::kLostPage:
    case FaultKind::kPageTwice:
    case FaultKind::kRowBetweenPages:
    case FaultKind::kCancelBetweenPages:
    case FaultKind::kRenamedColumn:
    case FaultKind::kMaintenance:
    case FaultKind::kThrottled:
    case FaultKind::kWall:
    case FaultKind::kUnknownPage:
    case FaultKind::kUnknownAfterLogin:
    case FaultKind::kWithdrawn:
    case FaultKind::kKilledAtRequest:
    case FaultKind::kKilledAtAnswer:
    case FaultKind::kKilledAtCommit:
    case FaultKind::kKilledAfterCommit:
    case FaultKind::kDiskFull:
      return false;
  }
  __builtin_unreachable();
}

int number_in(std::string_view text, const std::string& whole) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  throw std::invalid_argument(whole + ": a fault is kind@minute:site+skip");
}

Fault parse_fault(const std::string& text) {
  const auto at = text.find('@');
  const auto colon = text.find(':', at == std::string::npos ? 0 : at);
  const auto plus = text.find('+', colon == std::string::npos ? 0 : colon);
  if (at == std::string::npos || colon == std::string::npos || plus == std::string::npos) {
    throw std::invalid_argument(text + ": a fault is kind@minute:site+skip");
  }
  const auto name = std::ranges::find(kNames, std::string_view(text).substr(0, at));
  if (name == kNames.end()) throw std::invalid_argument(text + ": no fault has that name");
  const std::string_view view(text);
  return {static_cast<FaultKind>(name - kNames.begin()),
          number_in(view.substr(at + 1, colon - at - 1), text),
          number_in(view.substr(colon + 1, plus - colon - 1), text),
          number_in(view.substr(plus + 1), text)};
}

}  // namespace

std::string_view name_of(FaultKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::string to_text(const Fault& fault) {
  return fmt::format("{}@{}:{}+{}", name_of(fault.kind), fault.minute, fault.site, fault.skip);
}

std::string to_text(const std::vector<Fault>& faults) {
  std::string text;
  for (const auto& fault : faults) text += (text.empty() ? "" : ",") + to_text(fault);
  return text;
}

std::vector<Fault> parse_faults(const std::string& text) {
  std::vector<Fault> faults;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    faults.push_back(parse_fault(text.substr(at, end - at)));
    at = end + 1;
  }
  return faults;
}

std::vector<Fault> faults_of(std::uint64_t seed, int days) {
  model::SeededRandom random(seed * 2 + 1);
  std::vector<Fault> faults;
  for (int i = 0; i < days; ++i) {
    Fault fault;
    fault.kind = static_cast<FaultKind>(random.below(kFaultKinds));
    fault.minute = static_cast<int>(random.below(static_cast<std::uint64_t>(days * kMinutesADay)));
    fault.site = static_cast<int>(random.below(2));
    fault.skip = static_cast<int>(random.below(12));
    faults.push_back(fault);
  }
  std::ranges::sort(faults, [](const Fault& a, const Fault& b) {
    return std::tie(a.minute, a.kind, a.site, a.skip) < std::tie(b.minute, b.kind, b.site, b.skip);
  });
  return faults;
}

void FaultPlan::happened(const Fault& fault, int minute) {
  trace_.push_back(fmt::format("day {} {:02}:{:02} {} at site {}", minute / kMinutesADay,
                               minute % kMinutesADay / 60, minute % 60, name_of(fault.kind),
                               fault.site));
}

bool FaultPlan::happens(FaultKind kind, int minute, int site) {
  const auto found = std::ranges::find_if(left_, [&](const Fault& fault) {
    return fault.kind == kind && fault.minute <= minute && (site < 0 || fault.site == site);
  });
  if (found == left_.end()) return false;
  if (found->skip > 0) {
    --found->skip;
    return false;
  }
  happened(*found, minute);
  left_.erase(found);
  return true;
}

std::optional<int> FaultPlan::next_event() const {
  std::optional<int> next;
  for (const auto& fault : left_) {
    if (!is_event(fault.kind)) continue;
    next = std::min(next.value_or(fault.minute), fault.minute);
  }
  return next;
}

std::optional<Fault> FaultPlan::take_event(int minute) {
  const auto found = std::ranges::find_if(
      left_, [&](const Fault& fault) { return is_event(fault.kind) && fault.minute <= minute; });
  if (found == left_.end()) return std::nullopt;
  const auto fault = *found;
  happened(fault, minute);
  left_.erase(found);
  return fault;
}

}  // namespace vancrawl::simulation
