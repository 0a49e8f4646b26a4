#include "crawler/cli/csv_text.h"

#include <algorithm>
#include <optional>

namespace vancrawl::cli {
namespace {

/// Goes through the text once, field by field.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  std::expected<std::vector<CsvRecord>, CsvFault> read() {
    std::vector<CsvRecord> records;
    while (at_ < text_.size()) {
      CsvRecord record{line_, {}};
      const bool is_empty_line = end_of_line();
      while (!is_empty_line) {
        auto field = next_ == '"' ? quoted() : plain();
        if (!field) return std::unexpected(field.error());
        record.fields.push_back(std::move(*field));
        if (at_ < text_.size() && text_[at_] == ',') {
          ++at_;
          look();
          continue;
        }
        if (!end_of_line()) return fault("text after a closing quote");
        break;
      }
      if (!is_empty_line) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  [[nodiscard]] std::unexpected<CsvFault> fault(std::string message) const {
    return std::unexpected(CsvFault{line_, std::move(message)});
  }

  void look() { next_ = at_ < text_.size() ? text_[at_] : '\0'; }

  /// Steps over a line end, or stands at the end of the text.
  bool end_of_line() {
    look();
    if (at_ == text_.size()) return true;
    const std::size_t length = text_.substr(at_).starts_with("\r\n") ? 2 : next_ == '\n' ? 1 : 0;
    if (length == 0) return false;
    at_ += length;
    ++line_;
    look();
    return true;
  }

  std::expected<std::string, CsvFault> plain() {
    const auto end = std::min(text_.find_first_of(",\n", at_), text_.size());
    auto field = text_.substr(at_, end - at_);
    const bool ends_line = end < text_.size() && text_[end] == '\n';
    if (ends_line && field.ends_with('\r')) field.remove_suffix(1);
    if (field.find('"') != std::string_view::npos) {
      return fault("a quote inside a field that does not begin with one");
    }
    if (field.find('\r') != std::string_view::npos) return fault("a lone carriage return");
    at_ += field.size();
    return std::string(field);
  }

  std::expected<std::string, CsvFault> quoted() {
    const auto began = line_;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (text_.substr(at_).starts_with("\"\"")) {
        field += text_[at_++];
      } else {
        ++at_;
        return field;
      }
    }
    return std::unexpected(CsvFault{began, "a quote that is never closed"});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  char next_ = '\0';
};

}  // namespace

std::expected<std::vector<CsvRecord>, CsvFault> parse_csv(std::string_view text) {
  return CsvReader(text).read();
}

}  // namespace vancrawl::cli
