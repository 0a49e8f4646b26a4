#include "tests/bench/our_crawl.h"

#include <stdexcept>

#include <fmt/format.h>

#include "crawler/cli/command.h"
#include "crawler/cli/crawl_request.h"
#include "storage/read_models.h"
#include "storage/store.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

constexpr std::chrono::seconds kPatience{30};

}  // namespace

class OurCrawl::Watcher final : public engine::Progress {
 public:
  void slice_published(const model::SliceKey&, const storage::Published& published) override {
    if (published.verdict == storage::Verdict::kProved) ++proved;
    if (published.verdict == storage::Verdict::kRenewed) ++renewed;
  }
  int proved = 0;
  int renewed = 0;
};

OurCrawl::OurCrawl(Stage& stage)
    : stage_(stage),
      config_(stage.fresh_store()),
      watcher_(std::make_unique<Watcher>()),
      daemon_(std::make_unique<Daemon>(config_, sites::catalogue(), *watcher_)) {}

OurCrawl::~OurCrawl() = default;

void OurCrawl::enqueue() {
  const auto& world = stage_.world();
  daemon_->write([&](storage::Transaction& transaction) {
    for (const auto& merchant : world.at("merchants")) {
      const cli::CrawlAsk ask{
          model::MerchantId(merchant.at("id")),
          model::SiteId(stage_.portal().site),
          {model::Ledger::kApproval},
          {cli::date_option("from", world.at("from")), cli::date_option("to", world.at("to"))}};
      for (const auto& request : cli::jobs_for(transaction, ask, daemon_->sites(),
                                               storage::Lane::kScheduled, daemon_->now())) {
        static_cast<void>(storage::enqueue_or_join(transaction, request, daemon_->now()));
      }
    }
  });
}

CrawlFigures OurCrawl::crawl() {
  CrawlFigures figures;
  const auto before = stage_.requests();
  const Watcher seen = *watcher_;
  enqueue();
  forget_peak();
  const Meter meter;
  static_cast<void>(daemon_->run_until_idle(kPatience));
  figures.cpu = meter.cpu();
  figures.wall = meter.wall();
  figures.peak_kb = peak_resident_kb();
  figures.requests = stage_.requests() - before;
  figures.proved = watcher_->proved - seen.proved;
  figures.renewed = watcher_->renewed - seen.renewed;
  figures.rows = stage_.volume().rows();
  check_complete();
  return figures;
}

void OurCrawl::check_complete() const {
  const auto reader = storage::Reader::open(config_.store);
  std::int64_t rows = 0;
  for (const auto& slice : storage::slices(*reader, {})) {
    if (slice.state != model::SliceState::kComplete || slice.latest) {
      throw std::runtime_error(fmt::format("{} is {} {}: see {}", to_text(slice.key),
                                           name_of(slice.state), slice.reason, config_.log_file));
    }
    rows += slice.proved->row_count;
  }
  if (rows == stage_.volume().rows()) return;
  throw std::runtime_error(
      fmt::format("{} rows were crawled, {} are due", rows, stage_.volume().rows()));
}

}  // namespace vancrawl::bench
