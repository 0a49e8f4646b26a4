#include "tests/storage/numbered_commits.h"

#include <map>

#include <fmt/format.h>

#include "storage/evidence.h"

namespace vancrawl::storage::tests {
namespace {

constexpr int kDaysOfConsent = 30;

model::BusinessDate day_of(int commit, int slice) {
  const int number = (commit * NumberedCommits::kSlices + slice) % kDaysOfConsent;
  return day(static_cast<unsigned>(number) + 1);
}

Approvals rows_of(int commit, int slice) {
  Approvals rows;
  const int count = 8 + (commit + slice) % 3;
  for (int i = 0; i < count; ++i) {
    rows.push_back(approval(std::to_string(10000000 + i), 1000 + slice));
  }
  rows.front().status = std::to_string(commit);
  return rows;
}

std::string gaps_of(const std::vector<SliceChange>& feed) {
  for (std::size_t i = 0; i < feed.size(); ++i) {
    if (feed[i].position.seq != static_cast<std::int64_t>(i) + 1) {
      return fmt::format("entry {} of the feed has number {}", i + 1, feed[i].position.seq);
    }
  }
  if (feed.size() % NumberedCommits::kSlices == 0) return {};
  return fmt::format("{} feed entries: a commit was split", feed.size());
}

std::string difference(Reader& reader, const RecordsOfSlice& slice,
                       const SlicePublication& expected) {
  const auto name = model::to_text(slice.key);
  if (slice.rows != expected.rows) return name + " holds other rows";
  const auto stands = storage::slice(reader, slice.key).value();
  if (stands.proved->proof.totals != expected.portal.printed) return name + " has other totals";
  if (stands.proved->evidence.size() != 1) return name + " has lost its evidence";
  const auto evidence = load_evidence(reader, stands.proved->evidence.front());
  if (!evidence || evidence->zstd != expected.evidence.front().zstd) {
    return name + " cites evidence that is not there";
  }
  return {};
}

}  // namespace

SlicePublication NumberedCommits::publication(int commit, int slice) const {
  auto read = good_read(job_, rows_of(commit, slice), commit, day_of(commit, slice));
  EvidenceItem page;
  page.hash = model::EvidenceHash(fmt::format("{:064x}", commit * kSlices + slice + 1));
  page.kind = "html";
  page.zstd = fmt::format("page of commit {}", commit);
  read.evidence = {page};
  return read;
}

void NumberedCommits::commit(Store& store, int number) const {
  std::vector<Store::Change> changes;
  for (int slice = 0; slice < kSlices; ++slice) {
    changes.emplace_back([this, number, slice](Transaction& tx) {
      const auto published = publish_slice(tx, publication(number, slice), at(number + 1));
      if (!published || published->verdict != Verdict::kProved) {
        throw std::logic_error("a numbered commit was not proved");
      }
    });
  }
  for (const auto& outcome : store.in_one_commit(changes)) {
    if (outcome) std::rethrow_exception(outcome);
  }
}

NumberedCommits::Found NumberedCommits::found_in(const std::filesystem::path& file) const {
  const auto reader = Reader::open(file);
  const auto feed = changes_after(*reader, {}, 1000000).value();
  const Found found{static_cast<int>(feed.size()) / kSlices, gaps_of(feed)};
  if (!found.fault.empty()) return found;
  std::map<model::BusinessDate, SlicePublication> expected;
  for (int commit = std::max(0, found.commits - kDaysOfConsent); commit < found.commits; ++commit) {
    for (int slice = 0; slice < kSlices; ++slice) {
      expected.insert_or_assign(day_of(commit, slice), publication(commit, slice));
    }
  }
  const auto stands = records(*reader, {});
  if (stands.size() != expected.size()) {
    return {found.commits,
            fmt::format("{} slices stand, {} were written", stands.size(), expected.size())};
  }
  for (const auto& slice : stands) {
    auto fault = difference(*reader, slice, expected.at(slice.key.date));
    if (!fault.empty()) return {found.commits, std::move(fault)};
  }
  return found;
}

}  // namespace vancrawl::storage::tests
