#include "storage/evidence.h"

#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/evidence_list.h"

namespace vancrawl::storage {

std::optional<EvidenceItem> load_evidence(View& view, const model::EvidenceHash& hash) {
  const auto raw = raw_hash(hash);
  auto row = view.connection().ask("SELECT kind, zstd FROM evidence WHERE hash = ?", Blob{raw});
  if (!row.step()) return std::nullopt;
  return EvidenceItem{hash, row.text(0), row.blob(1)};
}

std::vector<model::EvidenceHash> evidence_listed(Connection& connection, std::string_view numbers) {
  std::vector<model::EvidenceHash> hashes;
  auto rows = connection.ask(
      "SELECT e.hash FROM json_each('[' || ? || ']') n JOIN evidence e ON e.id = n.value "
      "ORDER BY n.key",
      numbers);
  while (rows.step()) hashes.push_back(shown_hash(rows.blob(0)));
  return hashes;
}

}  // namespace vancrawl::storage
