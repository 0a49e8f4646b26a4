#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "tests/portals/net/message.h"
#include "tests/portals/pad_desk.h"
#include "tests/portals/page_weight.h"
#include "tests/portals/portal_parts.h"

namespace vancrawl::portals {

/// The fictitious VAN 샘플밴: EUC-KR pages, login through a keypad picture in one of several skins,
/// HTML listings with totals and paging. Everything is answered with 200; the page says what it is.
/// sample_qwerty is the same portal with letters on its pads.
class SampleKeypad {
 public:
  SampleKeypad(PortalParts parts, PageWeight weight, Ticks ticks,
               std::span<const keypads::SampleSkin> skins);

  net::Answer answer(const net::Ask& ask);
  void forget_rendered() { rendered_.clear(); }
  [[nodiscard]] PadDesk& pads() { return pads_; }

 private:
  net::Answer picture(const std::string& path);
  net::Answer press(const net::Ask& ask);
  net::Answer log_in(const net::Ask& ask);
  net::Answer log_out(const net::Ask& ask);
  net::Answer in_session(const net::Ask& ask, std::size_t account);
  net::Answer terminals(const net::Ask& ask, std::size_t account) const;
  net::Answer list(const net::Ask& ask, std::size_t account, Ledger ledger);
  std::string render(const net::Ask& ask, Ledger ledger, std::size_t scope, Day day);
  std::optional<std::string> secret_of(const net::Fields& form);

  PortalParts parts_;
  Markup markup_;
  PadDesk pads_;
  std::unordered_map<std::string, std::string> rendered_;
};

}  // namespace vancrawl::portals
