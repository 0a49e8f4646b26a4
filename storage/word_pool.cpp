#include "storage/word_pool.h"

#include "storage/connection.h"
#include "storage/store_error.h"

namespace vancrawl::storage {

std::int64_t WordPool::number_of(const std::string& text) {
  if (text.empty()) return 0;
  auto& recent = recent_for(text);
  if (recent.text != text) recent = {text, known_number(text)};
  return recent.number;
}

WordPool::Recent& WordPool::recent_for(const std::string& text) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(text[at]));
  };
  const auto size = text.size();
  return recent_[(byte(0) * 7 + byte(size / 3) * 59 + byte(size - 1) * 31 + size) % recent_.size()];
}

std::int64_t WordPool::known_number(const std::string& text) {
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  const auto number = stored_number(text);
  numbers_.emplace(text, number);
  return number;
}

std::int64_t WordPool::stored_number(const std::string& text) {
  auto found = connection_->ask("SELECT id FROM word WHERE text = ?", text);
  if (found.step()) return found.integer(0);
  connection_->run("INSERT INTO word(text) VALUES (?)", text);
  fresh_.push_back(text);
  return connection_->last_row();
}

const std::string& WordPool::text_of(std::int64_t number) {
  static const std::string kNone;
  if (number == 0) return kNone;
  const auto known = texts_.find(number);
  if (known != texts_.end()) return known->second;
  auto found = connection_->ask("SELECT text FROM word WHERE id = ?", number);
  if (!found.step()) {
    throw StoreError(StoreFault::kCorrupt, "a row names word " + std::to_string(number) +
                                               ", which is not in the table of words");
  }
  return texts_.emplace(number, found.text(0)).first->second;
}

void WordPool::undo() {
  for (const auto& text : fresh_) numbers_.erase(text);
  if (!fresh_.empty()) {
    texts_.clear();
    forget_recent();
  }
  fresh_.clear();
}

void WordPool::forget_all() {
  numbers_.clear();
  texts_.clear();
  fresh_.clear();
  forget_recent();
}

void WordPool::forget_recent() { recent_.fill({}); }

}  // namespace vancrawl::storage
