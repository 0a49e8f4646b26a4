#include <algorithm>
#include <deque>
#include <unordered_map>

#include "storage/canonical_rows.h"
#include "storage/row_sql.h"
#include "storage/row_tables.h"

namespace vancrawl::storage {
namespace {

template <class Record>
class RowMergeOf final : public RowMerge {
 public:
  RowMergeOf(Connection& connection, std::int64_t slice, const std::vector<Record>& rows,
             std::int64_t standing)
      : connection_(connection), slice_(slice) {
    number(rows);
    if (standing > 0) load_standing(static_cast<std::size_t>(standing));
    if (standing_.empty()) {
      for (const auto& row : read_) added_.push_back(row.row);
    } else {
      compare();
    }
  }

  const std::optional<std::string>& doubled_id() const override { return doubled_id_; }
  std::int64_t added() const override { return static_cast<std::int64_t>(added_.size()); }
  std::int64_t changed() const override { return static_cast<std::int64_t>(changed_.size()); }
  std::int64_t vanished() const override { return static_cast<std::int64_t>(vanished_.size()); }

  void apply(std::int64_t seq) override {
    // Everything that goes first: a changed row may take the place of one that vanishes.
    for (const auto* old : vanished_) end_row(*old, seq, "vanished");
    for (const auto& pair : changed_) end_row(*pair.old, seq, "changed");
    auto insert = connection_.prepare(RowSql::of<Record>().insert);
    for (const auto& pair : changed_) insert_row(insert, *pair.row, seq);
    for (const auto* row : added_) insert_row(insert, *row, seq);
  }

 private:
  /// A natural key with its occurrence.
  struct Key {
    std::string natural;
    std::int32_t occurrence;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Read {
    Key key;
    const Record* row;
  };
  struct Standing {
    Key key;
    Record row;
    std::int64_t seq;
  };
  struct Changed {
    const Standing* old;
    const Record* row;
  };

  void number(const std::vector<Record>& rows) {
    std::unordered_map<std::string, std::int32_t> seen;
    seen.reserve(rows.size());
    read_.reserve(rows.size());
    for (const auto& row : rows) {
      auto key = natural_key(row);
      const auto occurrence = seen[key]++;
      if (occurrence > 0) note_doubled_id(row);
      read_.push_back({{std::move(key), occurrence}, numbered(row, occurrence)});
    }
  }

  const Record* numbered(const Record& row, std::int32_t occurrence) {
    if (row.occurrence == occurrence) return &row;
    renumbered_.push_back(row);
    renumbered_.back().occurrence = occurrence;
    return &renumbered_.back();
  }

  void note_doubled_id(const Record& row) {
    if constexpr (requires { row.portal_id; }) {
      if (!row.portal_id.empty()) doubled_id_ = row.portal_id;
    }
  }

  void load_standing(std::size_t count) {
    standing_.reserve(count);
    auto rows = connection_.ask(RowSql::of<Record>().select, slice_);
    constexpr auto kColumns =
        LedgerColumns<Record>::kKey.size() + LedgerColumns<Record>::kRest.size();
    while (rows.step()) {
      Record row;
      read_row(rows, 0, connection_.words(), row);
      Key key{natural_key(row), row.occurrence};
      const auto seq = rows.integer(static_cast<int>(kColumns));
      standing_.push_back({std::move(key), std::move(row), seq});
    }
  }

  /// Sorting where rows stand is cheaper than moving rows.
  template <class Keyed>
  static std::vector<const Keyed*> sorted_places(const std::vector<Keyed>& list) {
    std::vector<const Keyed*> places;
    places.reserve(list.size());
    for (const auto& one : list) places.push_back(&one);
    std::ranges::sort(places, {}, [](const Keyed* one) -> const Key& { return one->key; });
    return places;
  }

  void compare() {
    const auto standing = sorted_places(standing_);
    const auto sorted = sorted_places(read_);
    auto old = standing.begin();
    for (const auto* read : sorted) {
      for (; old != standing.end() && (*old)->key < read->key; ++old) vanished_.push_back(*old);
      if (old == standing.end() || (*old)->key != read->key) {
        added_.push_back(read->row);
        continue;
      }
      if (!((*old)->row == *read->row)) changed_.push_back({*old, read->row});
      ++old;
    }
    for (; old != standing.end(); ++old) vanished_.push_back(*old);
  }

  void insert_row(Statement& insert, const Record& row, std::int64_t seq) {
    auto& words = connection_.words();
    insert.put(1, slice_);
    const int rest = put_key(insert, 2, row, words);
    insert.put(put_rest(insert, rest, row, words), seq);
    insert.run();
  }

  void end_row(const Standing& old, std::int64_t seq, const char* ended_by) {
    auto& words = connection_.words();
    auto revision = connection_.prepare(RowSql::of<Record>().insert_revision);
    revision.put(1, slice_);
    int place = put_rest(revision, put_key(revision, 2, old.row, words), old.row, words);
    revision.put(place++, old.seq);
    revision.put(place++, seq);
    revision.put(place, ended_by);
    revision.run();
    auto erase = connection_.prepare(RowSql::of<Record>().erase);
    erase.put(1, slice_);
    put_key(erase, 2, old.row, words);
    erase.run();
  }

  Connection& connection_;
  std::int64_t slice_;
  std::deque<Record> renumbered_;
  std::vector<Read> read_;
  std::vector<Standing> standing_;
  std::optional<std::string> doubled_id_;
  std::vector<const Record*> added_;
  std::vector<Changed> changed_;
  std::vector<const Standing*> vanished_;
};

}  // namespace

std::unique_ptr<RowMerge> RowMerge::plan(Connection& connection, std::int64_t slice,
                                         const model::LedgerRows& rows, std::int64_t standing) {
  return std::visit(
      [&](const auto& list) -> std::unique_ptr<RowMerge> {
        using Record = typename std::remove_cvref_t<decltype(list)>::value_type;
        return std::make_unique<RowMergeOf<Record>>(connection, slice, list, standing);
      },
      rows);
}

}  // namespace vancrawl::storage
