#include "tests/portals/disturbed.h"

#include <algorithm>
#include <utility>

namespace vancrawl::portals {
namespace {

net::Answer throttled() {
  net::Answer answer;
  answer.status = 429;
  answer.headers = {{"Content-Type", "text/plain; charset=UTF-8"}, {"Retry-After", "1"}};
  answer.body = "Too Many Requests";
  return answer;
}

}  // namespace

net::Answer disturbed(std::optional<Disturbance> disturbance, const DisturbedAnswers& answers) {
  if (!disturbance) return answers.answer();
  switch (*disturbance) {
    case Disturbance::kLogout:
      return answers.logged_out();
    case Disturbance::kMaintenance:
      return answers.maintenance();
    case Disturbance::kThrottle:
      return throttled();
    case Disturbance::kTruncated: {
      net::Answer answer = answers.answer();
      answer.truncate_after = answer.body.size() / 2;
      return answer;
    }
    case Disturbance::kDrip: {
      net::Answer answer = answers.answer();
      answer.drip_bytes_per_second = std::max<std::size_t>(2000, answer.body.size());
      return answer;
    }
  }
  std::unreachable();
}

}  // namespace vancrawl::portals
