#include "tests/bench/ejections.h"

#include <algorithm>
#include <mutex>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

namespace vancrawl::bench {
namespace {

std::string word_after(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) return {};
  const auto begin = at + mark.size();
  return text.substr(begin, text.find(' ', begin) - begin);
}

}  // namespace

class EjectionWatch::Ear final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  [[nodiscard]] std::vector<Ejection> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text(message.payload.data(), message.payload.size());
    if (!text.starts_with("exit rests ")) return;
    seen_.push_back(
        {word_after(text, "exit="), word_after(text, "site="), std::chrono::steady_clock::now()});
  }
  void flush_() override {}

 private:
  std::vector<Ejection> seen_;
};

EjectionWatch::EjectionWatch() : ear_(std::make_shared<Ear>()) {
  spdlog::default_logger()->sinks().push_back(ear_);
}

EjectionWatch::~EjectionWatch() {
  auto& sinks = spdlog::default_logger()->sinks();
  std::erase(sinks, std::static_pointer_cast<spdlog::sinks::sink>(ear_));
}

std::vector<Ejection> EjectionWatch::seen() const { return ear_->seen(); }

}  // namespace vancrawl::bench
