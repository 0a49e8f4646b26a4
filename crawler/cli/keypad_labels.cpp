#include "crawler/cli/keypad_labels.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::json;

/// A text's characters, which tells how far the parser has come.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, std::size_t* taken) : at_(at), taken_(taken) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* taken_;
};

bool is_cell(const std::string& text) {
  return text.empty() || (text.size() == 1 && text[0] > ' ' && text[0] <= '~');
}

bool is_class(const std::string& text) {
  return text.empty() || text == "1" || text == "a" || text == "A" || text == "_";
}

/// Takes the parser's events and refuses all that is not a document of labels.
class LabelsReader final : public nlohmann::json_sax<Json> {
 public:
  LabelsReader(const std::string& text, const std::string& file) : text_(text), file_(file) {}

  KeypadLabels read() {
    const char* const begin = text_.data();
    static_cast<void>(
        Json::sax_parse(Cursor(begin, &taken_), Cursor(begin + text_.size(), &taken_), this));
    if (labels_.cells.empty() && labels_.classes.empty()) fail("it says nothing of any cell");
    return std::move(labels_);
  }

  bool null() override { fail_value("null"); }
  bool boolean(bool value) override { fail_value(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { fail_value(fmt::format("{}", value)); }
  bool number_unsigned(number_unsigned_t value) override { fail_value(fmt::format("{}", value)); }
  bool number_float(number_float_t /*value*/, const string_t& text) override { fail_value(text); }
  bool binary(binary_t& /*value*/) override { fail_value("binary"); }

  bool string(string_t& value) override {
    if (key_ == "image" && !in_list_) {
      labels_.image = value;
      return true;
    }
    if (!in_list_) fail_value('"' + value + '"');
    const bool is_known = key_ == "cells" ? is_cell(value) : is_class(value);
    if (!is_known) fail_value('"' + value + '"');
    (key_ == "cells" ? labels_.cells : labels_.classes).push_back(value);
    return true;
  }

  bool start_object(std::size_t /*elements*/) override {
    if (in_document_) fail_value("an object");
    in_document_ = true;
    return true;
  }
  bool end_object() override { return true; }

  bool key(string_t& value) override {
    if (value != "cells" && value != "classes" && value != "image")
      fail(fmt::format("unknown key \"{}\"", value));
    if (!keys_.insert(value).second) fail(fmt::format("\"{}\" stands twice", value));
    key_ = value;
    return true;
  }

  bool start_array(std::size_t /*elements*/) override {
    if (!in_document_ || in_list_ || key_ == "image") fail_value("a list");
    in_list_ = true;
    return true;
  }
  bool end_array() override {
    in_list_ = false;
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& token,
                   const nlohmann::detail::exception& /*fault*/) override {
    fail(fmt::format("no JSON: \"{}\" is not expected", token));
  }

 private:
  [[noreturn]] void fail_value(const std::string& seen) const {
    if (!in_document_) fail(seen + " is not allowed");
    fail(fmt::format("\"{}\" {} {}", key_, in_list_ ? "holds" : "is", seen));
  }

  [[noreturn]] void fail(const std::string& what) const {
    const auto end = static_cast<std::ptrdiff_t>(std::max<std::size_t>(taken_, 1) - 1);
    const auto line = 1 + std::count(text_.begin(), text_.begin() + end, '\n');
    throw InputError(fmt::format(
        "{}:{}: {}; allowed is {{\"cells\": [one a cell: a character, \"\" or \"*\"], \"classes\": "
        "[one a cell: \"1\", \"a\", \"A\", \"_\" or \"\"]}}, and \"image\": its file's name",
        file_, line, what));
  }

  const std::string& text_;
  const std::string& file_;
  std::size_t taken_ = 0;
  bool in_document_ = false;
  bool in_list_ = false;
  std::string key_;
  std::set<std::string> keys_;
  KeypadLabels labels_;
};

}  // namespace

KeypadLabels parse_labels(const std::string& text, const std::string& file) {
  return LabelsReader(text, file).read();
}

}  // namespace vancrawl::cli
