#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "proxy_pool/exit_figures.h"
#include "proxy_pool/exit_health.h"
#include "proxy_pool/exit_load.h"
#include "proxy_pool/exit_record.h"
#include "proxy_pool/rendezvous.h"

namespace vancrawl::proxy_pool {

/// Whether a list is all there is: of one with unreadable lines no exit is concluded to be gone.
enum class ListIs { kWhole, kPartial };

/// An exit at one site.
struct ExitAtSite {
  std::uint32_t site = 0;
  ExitHealth reach;  ///< failures here alone, while other sites answer through it
  ExitHealth ban;
};

/// Everything known of one exit. It stays at its slot; another exit that gets the slot later has
/// another serial.
struct RosterEntry {
  std::uint32_t serial = 0;
  bool is_listed = false;
  bool is_in_good = false;
  bool is_changed = false;          ///< its records are not with the store yet
  std::vector<ExitAtSite> sites{};  ///< where something was against it
  std::shared_ptr<ExitLoad> load;
  std::shared_ptr<const Exit> exit;
  ExitFigures figures;
  ExitHealth health;
  Candidate candidate;
  std::size_t good_at = 0;  ///< its place among the good ones
  Traffic usage{};          ///< since the store was told last

  [[nodiscard]] ExitAtSite* at_site(std::uint32_t site);
  [[nodiscard]] const ExitAtSite* at_site(std::uint32_t site) const;
  [[nodiscard]] ExitAtSite& at_site_made(std::uint32_t site);
};

/// The exits of the list by slot and by name, those that are good in a dense array, and what is
/// left of removed ones while a session runs through them.
class Roster {
 public:
  /// Takes a list. Health, load and figures of exits that stay are kept. Returns those that joined;
  /// an exit whose weight changed leaves and joins.
  std::vector<std::uint32_t> take(std::vector<Exit> exits, ListIs list);

  [[nodiscard]] RosterEntry* find(const model::ExitId& id);
  [[nodiscard]] const RosterEntry* find(const model::ExitId& id) const;
  /// Null when the slot holds another exit meanwhile.
  [[nodiscard]] RosterEntry* at(std::uint32_t slot, std::uint32_t serial);
  [[nodiscard]] RosterEntry& at(std::uint32_t slot) { return entries_[slot]; }
  /// Listed ones and others: look at is_listed, or exit for an empty slot.
  [[nodiscard]] std::span<RosterEntry> entries() { return entries_; }
  [[nodiscard]] std::span<const RosterEntry> entries() const { return entries_; }
  [[nodiscard]] const RendezvousTable& table() const { return table_; }
  [[nodiscard]] std::span<const std::uint32_t> good() const { return good_; }
  [[nodiscard]] std::size_t listed() const { return table_.size(); }

  /// After every change of an entry's health.
  void sort_in(RosterEntry& entry);

 private:
  RosterEntry& place_for(const model::ExitId& id);
  void list(RosterEntry& entry);
  void unlist(RosterEntry& entry);
  void free_left();

  std::vector<RosterEntry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint32_t last_serial_ = 0;
  std::unordered_map<model::ExitId, std::uint32_t> slots_;
  RendezvousTable table_;
  std::vector<std::uint32_t> good_;
};

}  // namespace vancrawl::proxy_pool
