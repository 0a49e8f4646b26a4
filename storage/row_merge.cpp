#include <algorithm>
#include <deque>
#include <map>
#include <span>
#include <tuple>
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
    if (standing == 0) {
      add_all(rows);
    } else {
      number(rows);
      load_standing(static_cast<std::size_t>(standing));
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
    std::vector<const Record*> rows;
    rows.reserve(changed_.size() + added_.size());
    for (const auto& pair : changed_) rows.push_back(pair.row);
    rows.insert(rows.end(), added_.begin(), added_.end());
    insert_rows(rows, seq);
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

  /// Rows of an empty slice. They come sorted, so rows of one natural key without an id lie within
  /// a run of equal day, time and approval number.
  void add_all(const std::vector<Record>& rows) {
    added_.reserve(rows.size());
    for (std::size_t begin = 0; begin < rows.size();) {
      std::size_t end = begin + 1;
      while (end < rows.size() && may_share_key(rows[begin], rows[end])) ++end;
      add_run(std::span(rows).subspan(begin, end - begin));
      begin = end;
    }
    find_doubled_id(rows);
  }

  void add_run(std::span<const Record> run) {
    if (run.size() == 1) return added_.push_back(numbered(run.front(), 0));
    std::map<std::string, std::int32_t> seen;
    for (const auto& row : run) added_.push_back(numbered(row, seen[natural_key(row)]++));
  }

  void find_doubled_id(const std::vector<Record>& rows) {
    if constexpr (requires(const Record& row) { row.portal_id; }) {
      std::vector<const Record*> with_id;
      for (const auto& row : rows) {
        if (!row.portal_id.empty()) with_id.push_back(&row);
      }
      const auto id_of = [](const Record* row) {
        return std::tie(row->portal_id, row->kind, row->business);
      };
      if (!std::ranges::is_sorted(with_id, {}, id_of)) std::ranges::sort(with_id, {}, id_of);
      const auto twin = std::ranges::adjacent_find(with_id, {}, id_of);
      if (twin != with_id.end()) doubled_id_ = (*twin)->portal_id;
    }
  }

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

  void insert_rows(std::span<const Record* const> rows, std::int64_t seq) {
    constexpr auto kAtOnce = RowSql::kRowsAtOnce;
    for (; rows.size() >= kAtOnce; rows = rows.subspan(kAtOnce)) {
      insert_together(RowSql::of<Record>().insert_many, rows.first(kAtOnce), seq);
    }
    for (; !rows.empty(); rows = rows.subspan(1)) {
      insert_together(RowSql::of<Record>().insert, rows.first(1), seq);
    }
  }

  void insert_together(const std::string& sql, std::span<const Record* const> rows,
                       std::int64_t seq) {
    auto& words = connection_.words();
    auto insert = connection_.prepare(sql);
    int place = 0;
    for (const auto* row : rows) {
      insert.put(++place, slice_);
      place = put_rest(insert, put_key(insert, place + 1, *row, words), *row, words);
      insert.put(place, seq);
    }
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
