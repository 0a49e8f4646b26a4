#include "crawler/cli/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

namespace vancrawl::cli {

ProgressLine::ProgressLine(std::FILE* errors)
    : errors_(errors), on_terminal_(::isatty(::fileno(errors)) != 0) {}

void ProgressLine::job_began(const storage::ClaimedJob& /*job*/, std::size_t slices) {
  ++jobs_;
  slices_ += slices;
  show();
}

void ProgressLine::slice_published(const model::SliceKey& /*key*/,
                                   const storage::Published& published) {
  ++published_;
  if (published.verdict == storage::Verdict::kProved ||
      published.verdict == storage::Verdict::kRenewed) {
    ++proved_;
  }
  show();
}

void ProgressLine::job_ended(const storage::ClaimedJob& /*job*/,
                             const storage::JobResult& /*result*/) {
  ++ended_;
  show();
}

void ProgressLine::show() {
  if (!on_terminal_) return;
  fmt::print(errors_, "\r  {} of {} runs ended, {} reads published, {} proved of {} slices ",
             ended_, jobs_, published_, proved_, slices_);
}

void ProgressLine::finish() {
  if (on_terminal_) fmt::print(errors_, "\n");
}

}  // namespace vancrawl::cli
