#include "tests/bench/queue_world.h"

#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "crawler/cli/command.h"

namespace vancrawl::bench {
namespace {

storage::Store opened(const std::filesystem::path& file) {
  storage::OpenOptions options;
  options.guard = storage::GuardPlace{file.string() + ".guard", storage::this_machine()};
  return storage::Store::open(file, options);
}

std::string site_of(const QueueVolume& volume) {
  std::string text = "CASE i % " + std::to_string(volume.sites.size());
  for (std::size_t i = 0; i < volume.sites.size(); ++i) {
    text += fmt::format(" WHEN {} THEN '{}'", i, volume.sites[i]);
  }
  return text + " END";
}

void fill(const std::filesystem::path& file, const QueueVolume& volume) {
  SQLite::Database raw(file.string(), SQLite::OPEN_READWRITE);
  const auto accounts = std::min(volume.accounts, std::max(1, volume.jobs));
  const auto merchants = volume.jobs == 0 ? volume.accounts : accounts;
  const auto now = cli::now().time_since_epoch().count();
  const auto site = site_of(volume);
  const auto numbered = [](int most) {
    return fmt::format(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) ", most);
  };
  raw.exec("BEGIN");
  raw.exec("INSERT INTO merchant " + numbered(merchants) +
           "SELECT 'm' || i, printf('%010d', i), 'bench' FROM n");
  raw.exec("INSERT INTO account(id, realm, login_id) " + numbered(merchants) +
           "SELECT i, 'bench', 'login' || i FROM n");
  raw.exec("INSERT INTO account_secret(account, version, fingerprint, entered_at) " +
           numbered(merchants) + "SELECT i, 1, randomblob(32), 1 FROM n");
  raw.exec(
      "INSERT INTO credential(id, merchant, site, account, version, key_id, wrapped_key, box, "
      "set_at) " +
      numbered(merchants) +
      fmt::format("SELECT i, 'm' || i, {}, i, 1, 'k', x'00', x'00', 1 FROM n", site));
  if (volume.has_consents) {
    raw.exec(
        "INSERT INTO consent(merchant, site, ledgers, first_date, last_date, granted_at, "
        "expires_at, evidence_reference) " +
        numbered(merchants) +
        fmt::format("SELECT 'm' || i, {}, 'approval', 0, 40000, 1, {}, 'bench' FROM n", site,
                    now * 2));
  }
  if (volume.jobs > 0) {
    raw.exec(
        "INSERT INTO job(id, merchant, site, account, credential, ledgers, first_date, "
        "last_date, lane, due, state, enqueued_at, turn) " +
        numbered(volume.jobs) +
        fmt::format("SELECT k.i, 'm' || c.id, c.site, c.id, c.id, 'approval', 20000 + k.i / "
                    "{0}, 20000 + k.i / {0}, 'scheduled', 1, 'available', 1, 1 + k.i / {0} * "
                    "60000 FROM n k JOIN credential c ON c.id = (k.i - 1) % {0} + 1",
                    accounts));
    raw.exec("INSERT INTO line SELECT site, 1, turn, id, account FROM job");
    raw.exec("INSERT INTO live SELECT credential, id FROM job");
  }
  raw.exec("COMMIT");
}

}  // namespace

QueueWorld::QueueWorld(const std::filesystem::path& folder, const QueueVolume& volume)
    : file_(folder / fmt::format("queue-{}.db", volume.jobs)), volume_(volume) {
  {
    const auto made = opened(file_);
  }
  fill(file_, volume_);
  store_.emplace(opened(file_));
}

Cost QueueWorld::turn_over(int batches, bool closed) {
  storage::ClaimRoom room;
  room.all = kBatch;
  room.scheduled = kBatch;
  for (const auto& site : volume_.sites) {
    room.sites.push_back({model::SiteId(site), kBatch, kBatch, 0});
  }
  if (closed) room.sites.pop_back();
  const auto now = cli::now();
  const storage::Lease lease{storage::BootId("bench"), now + std::chrono::hours(1)};
  const Meter meter;
  for (int i = 0; i < batches; ++i) {
    store_->write([&](storage::Transaction& transaction) {
      for (const auto& job : held_) {
        const auto done = storage::finish(transaction, job.id, job.fence, {}, now);
        if (!done) throw std::runtime_error("a job was lost");
      }
      held_ = storage::claim_batch(transaction, now, room, lease);
    });
    if (held_.size() != kBatch) throw std::runtime_error("the queue ran dry");
  }
  return {meter.wall(), meter.cpu()};
}

}  // namespace vancrawl::bench
