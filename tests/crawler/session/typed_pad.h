#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/crawler/session/scripted_transport.h"
#include "tests/keypads/sample_skins.h"

namespace vancrawl::tests {

/// A portal whose pad answers each press, as a function for ScriptedTransport: it types what is
/// pressed, deals the pad anew as its skin does, and breaks where it is told to.
class TypedPad {
 public:
  explicit TypedPad(const keypads::SampleSkin& skin) : skin_(skin) { deal(skin.pages.front()); }

  http::SendResult operator()(const Asked& asked);

  /// What the n-th request to /pad/press (from 1) is answered with instead of being taken; null: it
  /// is taken.
  std::function<std::optional<http::SendResult>(int)> breaks = [](int) { return std::nullopt; };
  /// From this press on, nothing is typed.
  int stops_typing_at = 0;
  /// These deals show the same character everywhere.
  std::set<int> unreadable_deals;
  /// The page that shows is dealt anew with the answer to this press, whatever its skin says.
  int deals_anew_at = 0;
  /// What an asked-for fresh deal types by itself, which no portal should.
  std::string typed_by_reload;
  bool clears = true;
  http::SendResult verdict = html("<p>메인 로그아웃 사업자번호 아이디</p>");

  std::string typed;
  std::vector<std::string> submitted;  ///< what was typed when the login came
  int presses = 0;

 private:
  void deal(const keypads::SkinPage& page);
  http::SendResult press(const Asked& asked);
  [[nodiscard]] std::string mask() const;
  [[nodiscard]] std::string page(bool shows_pad, const std::string& head) const;

  const keypads::SampleSkin& skin_;
  keypads::Pad pad_;
  int dealt_ = 0;
};

}  // namespace vancrawl::tests
