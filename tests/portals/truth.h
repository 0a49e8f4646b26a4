#pragma once

#include <functional>
#include <string>

#include "tests/portals/cardsales.h"
#include "tests/portals/gate.h"
#include "tests/portals/net/message.h"
#include "tests/portals/nonce.h"
#include "tests/portals/sample_keypad.h"

namespace vancrawl::portals {

/// Everything the truth tells of and may change; all outlive it.
struct TruthParts {
  const World& world;
  Books& books;
  FaultBook& faults;
  LoginDesk& cardsales_desk;
  LoginDesk& keypad_desk;
  LoginDesk& qwerty_desk;
  PadDesk& keypad_pads;
  PadDesk& qwerty_pads;
  Nonce& nonce;
  std::function<void()> changed;                ///< rows or faults were changed
  std::function<std::uint64_t(Site)> requests;  ///< answered by a portal so far
  std::function<Gate&(Site)> gate;              ///< what stands before a portal
};

/// What every merchant's ledgers hold and how often each account was tried, as JSON over plain
/// HTTP on loopback; README.md lists the requests. One thread.
class Truth {
 public:
  explicit Truth(TruthParts parts);

  net::Answer answer(const net::Ask& ask);

 private:
  net::Answer world() const;
  net::Answer rows(const net::Ask& ask) const;
  net::Answer slices(const net::Ask& ask) const;
  net::Answer accounts() const;
  net::Answer stats() const;

  TruthParts parts_;
};

[[nodiscard]] LoginDesk& desk_of(const TruthParts& parts, Site site);
/// Throws std::invalid_argument for a site without keypads.
[[nodiscard]] PadDesk& pads_of(const TruthParts& parts, Site site);

/// POST /fault: plants one fault. Throws std::invalid_argument naming what is wrong with the body.
[[nodiscard]] std::string plant_fault(const TruthParts& parts, const std::string& body);

/// POST /nonce {"on": true|false}: from here on no two answers of the portals are alike, or all of
/// a page are again. Throws std::invalid_argument naming what is wrong with the body.
[[nodiscard]] std::string turn_nonce(const TruthParts& parts, const std::string& body);

/// POST /row: appends, cancels or removes an approval at both portals; answers its simulator id.
/// Throws std::invalid_argument naming what is wrong with the body.
[[nodiscard]] std::string change_row(const TruthParts& parts, const std::string& body);

}  // namespace vancrawl::portals
