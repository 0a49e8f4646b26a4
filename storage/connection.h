#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/ids.h"
#include "crawler/model/won.h"
#include "storage/one_state.h"
#include "storage/view.h"
#include "storage/word_pool.h"

struct sqlite3_stmt;

namespace vancrawl::storage {

/// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement taken from its connection's shelf and put back, reset, when it goes. Only
/// for the sources of this folder. Places and columns count from 1 and 0, as SQL does.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  void put(int place, std::int64_t value);
  void put(int place, int value) { put(place, std::int64_t{value}); }
  void put(int place, bool value) { put(place, std::int64_t{value ? 1 : 0}); }
  void put(int place, std::nullopt_t);
  void put(int place, std::string_view text);  ///< copied
  void put(int place, const std::string& text) { put(place, std::string_view(text)); }
  void put(int place, const char* text) { put(place, std::string_view(text)); }
  void put(int place, Blob blob);  ///< copied
  void put(int place, model::Instant at) {
    put(place, std::int64_t{at.time_since_epoch().count()});
  }
  void put(int place, model::BusinessDate date) {
    put(place, std::int64_t{date.days_since_1970()});
  }
  void put(int place, model::Won amount) { put(place, amount.value()); }
  template <class Tag>
  void put(int place, const model::TextId<Tag>& id) {
    put(place, std::string_view(id.text()));
  }
  template <class Tag>
  void put(int place, model::NumberId<Tag> id) {
    put(place, id.number());
  }
  template <class Value>
  void put(int place, const std::optional<Value>& value) {
    value ? put(place, *value) : put(place, std::nullopt);
  }
  /// The text must stay alive and unchanged until the statement has run.
  void put_kept(int place, std::string_view text);

  /// True while there is a row.
  [[nodiscard]] bool step();
  /// Runs a statement without rows and makes it ready for the next values.
  void run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view view(int column) const;  ///< till the next step
  [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
  [[nodiscard]] std::string blob(int column) const;
  [[nodiscard]] model::Instant instant(int column) const;
  [[nodiscard]] std::optional<model::Instant> instant_if(int column) const;
  [[nodiscard]] model::BusinessDate date(int column) const;

 private:
  friend class Connection;
  using Shelf = std::vector<sqlite3_stmt*>;
  Statement(sqlite3_stmt* prepared, Shelf& shelf) : prepared_(prepared), shelf_(&shelf) {}

  sqlite3_stmt* prepared_;
  Shelf* shelf_;
};

/// What a commit has to tell the guard log. A rolled back change may leave it set: that costs one
/// line that says nothing.
struct GuardNotes {
  enum class Urgency {
    kSoon,  ///< on the disk with the next line that is urgent
    kNow    ///< on the disk before the commit's callers go on
  };

  void note(Urgency urgency) {
    noted = true;
    urgent = urgent || urgency == Urgency::kNow;
  }

  bool kept = false;  ///< the store is open with its guard log
  bool noted = false;
  bool urgent = false;
  std::int64_t on_disk = 0;  ///< the last line known to be on the disk
};

/// One connection to the database with its prepared statements and its words. Every fault of the
/// database leaves it as a StoreError. Only for the sources of this folder.
class Connection {
 public:
  enum class Mode { kReadOnly, kReadWrite };

  Connection(const std::filesystem::path& file, Mode mode);
  ~Connection();

  /// A prepared statement, made once for each text.
  [[nodiscard]] Statement prepare(std::string_view sql);
  /// Runs a statement without rows.
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    auto statement = prepared_with(sql, values...);
    statement.run();
  }
  /// A statement ready to be stepped.
  template <class... Values>
  [[nodiscard]] Statement ask(std::string_view sql, const Values&... values) {
    return prepared_with(sql, values...);
  }
  /// Statements without values, several at once; not kept.
  void execute(const std::string& sql);

  [[nodiscard]] std::int64_t last_row() const;
  [[nodiscard]] int changed_rows() const;
  /// False once the database itself gave a transaction up.
  [[nodiscard]] bool is_in_transaction() const;
  [[nodiscard]] bool is_read_only() const;
  /// Into an empty file, as of one commit; writers go on.
  void copy_to(const std::filesystem::path& file);
  [[nodiscard]] WordPool& words() { return words_; }

  /// The first feed number of the group commit under way.
  std::int64_t commit_began_at_seq = 0;
  /// Whom the audit log names.
  std::string actor;
  GuardNotes guard;

 private:
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Inner;

  template <class... Values>
  Statement prepared_with(std::string_view sql, const Values&... values) {
    auto statement = prepare(sql);
    int place = 0;
    (statement.put(++place, values), ...);
    return statement;
  }

  std::unique_ptr<Inner> inner_;
  std::unordered_map<std::string, Statement::Shelf, TextHash, std::equal_to<>> shelves_;
  WordPool words_;
};

}  // namespace vancrawl::storage
