#include "keypad_solver/enrol.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "keypad_solver/backdrop.h"
#include "keypad_solver/bank_check.h"
#include "keypad_solver/enrol_looks.h"
#include "keypad_solver/face_hash.h"
#include "keypad_solver/skin_print.h"
#include "keypad_solver/solver.h"

namespace vancrawl::keypad_solver {
namespace {

// What a score and a margin of a clear pad in an unseen font are at least.
constexpr double kGuessScore = 0.6;
constexpr double kSureScore = 0.85;
constexpr double kSureMargin = 0.10;

using Pictures = std::span<const LabelledPicture>;

const Layout& layout_of(const LabelledPicture& picture, const Layout& layout) {
  return picture.layout ? *picture.layout : layout;
}

std::string in_picture(std::size_t picture, const std::string& reason) {
  return fmt::format("picture {}: {}", picture + 1, reason);
}

// A pad of which half the keys never move deals the same picture again now and then.
std::size_t count_different(Pictures pictures) {
  std::set<std::uint64_t> met;
  for (const LabelledPicture& picture : pictures) {
    const Pixels& pixels = picture.pixels;
    met.insert(hash_face(pixels, {0, 0, pixels.width(), pixels.height()}));
  }
  return met.size();
}

EnrolFault check_spec(Pictures pictures, const Layout& layout, const EnrolSpec& spec) {
  if (pictures.size() < kMinEnrolPictures) return "at least three pictures are needed";
  if (const auto different = count_different(pictures); different < kMinEnrolPictures)
    return fmt::format("at least three different captures are needed, these are {}", different);
  if (spec.replaces != nullptr && spec.replaces->spec().name != spec.name)
    return fmt::format("a set named {} cannot take the place of {}", spec.name,
                       spec.replaces->spec().name);
  if (spec.replaces != nullptr && spec.version <= spec.replaces->spec().version)
    return fmt::format("the version must be above {}, that of the set replaced",
                       spec.replaces->spec().version);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const LayoutSpec& own = layout_of(pictures[i], layout).spec();
    if (own.width != layout.spec().width || own.height != layout.spec().height ||
        own.alphabet != layout.spec().alphabet || own.cells.size() != layout.spec().cells.size())
      return in_picture(i, "its layout has another size, alphabet or number of cells");
    if (pictures[i].pixels.width() != own.width || pictures[i].pixels.height() != own.height)
      return in_picture(i, "the picture has not the layout's size");
  }
  return std::nullopt;
}

std::vector<SkinPrint> prints_of(Pictures pictures, const Layout& layout) {
  std::vector<SkinPrint> prints;
  for (const LabelledPicture& picture : pictures)
    prints.push_back(take_print(picture.pixels, faces_of(layout_of(picture, layout).spec())));
  return prints;
}

// Of each key the look that most pictures share: one may be hovered over.
SkinPrint shared_print(const std::vector<SkinPrint>& prints) {
  SkinPrint shared;
  for (std::size_t cell = 0; cell < prints[0].keys.size(); ++cell) {
    const auto support = [&](const SkinPrint& print) {
      return std::ranges::count_if(prints, [&](const SkinPrint& other) {
        return count_alike({.keys = {print.keys[cell]}}, {.keys = {other.keys[cell]}}) == 1;
      });
    };
    shared.keys.push_back(std::ranges::max_element(prints, {}, support)->keys[cell]);
  }
  return shared;
}

EnrolFault check_skins(const std::vector<SkinPrint>& prints, const SkinPrint& shared) {
  for (std::size_t i = 0; i < prints.size(); ++i)
    if (!is_same_skin(count_alike(prints[i], shared), shared.keys.size()))
      return in_picture(i, "its keys look different from the others'");
  return std::nullopt;
}

EnrolFault gather(Pictures pictures, const Layout& layout, EnrolLooks& looks) {
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto fault = looks.add(pictures[i], layout_of(pictures[i], layout).spec()))
      return in_picture(i, *fault);
  return looks.find_twins(layout.spec().order);
}

EnrolFault find_difference(const Reading& reading, const std::vector<std::string>& labels) {
  for (const Hit& hit : reading.hits)
    if (labels[hit.cell] != std::string(1, hit.character))
      return fmt::format("cell {} as {}, its label is \"{}\"", hit.cell, hit.character,
                         labels[hit.cell]);
  return std::nullopt;
}

struct BankReadings {
  std::size_t refused = 0;
  EnrolFault difference;  ///< the first reading that is not the labels'
};

BankReadings read_by_bank(Pictures pictures, const Layout& layout, const FontBank& bank) {
  const Solver solver(bank);
  BankReadings readings;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto result = solver.solve(pictures[i].pixels, layout_of(pictures[i], layout), nullptr);
    const auto* reading = std::get_if<Reading>(&result);
    if (reading == nullptr) {
      ++readings.refused;
    } else if (!readings.difference) {
      if (const auto other = find_difference(*reading, pictures[i].labels))
        readings.difference = in_picture(i, "the font bank reads " + *other);
    }
  }
  return readings;
}

// What a person may vouch for, and what nobody may.
std::expected<BankRelation, TemplateFault> relate(const BankOpinion& opinion,
                                                  const BankReadings& readings,
                                                  std::size_t pictures, bool is_vouched) {
  const auto refuse = [](std::string reason) {
    return std::unexpected(TemplateFault{std::move(reason)});
  };
  const std::string disputes = describe(opinion.disputes);
  const bool is_unreadable = 2 * readings.refused > pictures;
  if (readings.difference && disputes.empty()) return refuse(*readings.difference);
  if (readings.difference) return refuse("the font bank disputes labels: " + disputes);
  if (is_unreadable && is_vouched) return BankRelation::kUnreadable;
  if (is_unreadable)
    return refuse(
        fmt::format("the font bank refuses {} of {} pictures{}{}: a person must vouch "
                    "for labels that it cannot check",
                    readings.refused, pictures, disputes.empty() ? "" : "; ", disputes));
  if (!disputes.empty()) return refuse("the font bank disputes labels: " + disputes);
  return BankRelation::kReadable;
}

std::string provenance_of(const EnrolSpec& spec, const BankOpinion& opinion,
                          BankRelation relation) {
  std::string text = spec.provenance;
  if (relation == BankRelation::kUnreadable)
    text += "; the font bank cannot read this skin, a person vouched for the labels";
  for (const std::string& pair : opinion.untold)
    text += fmt::format("; the font bank does not tell {} from {}", pair[0], pair[1]);
  return text;
}

std::optional<Backdrop> backdrop_of(Pictures pictures) {
  std::vector<Pixels> pixels;
  for (const LabelledPicture& picture : pictures) pixels.push_back(picture.pixels);
  return take_backdrop(pixels);
}

// Without known faces, else the exact path would answer and the templates stay untried.
EnrolFault read_back(Pictures pictures, const Layout& layout, const TemplateSetSpec& spec,
                     const FontBank& bank) {
  TemplateSetSpec faceless = spec;
  faceless.faces.clear();
  const auto set = TemplateSet::make(std::move(faceless));
  if (!set) return set.error().reason;
  const Solver solver(bank);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto result = solver.solve(pictures[i].pixels, layout_of(pictures[i], layout), &*set);
    if (const auto* refusal = std::get_if<Refusal>(&result))
      return in_picture(i,
                        fmt::format("the set refuses its own picture: {}", refusal_name(*refusal)));
    if (const auto other = find_difference(std::get<Reading>(result), pictures[i].labels))
      return in_picture(i, "the set reads " + *other);
  }
  return std::nullopt;
}

double share(double value, double low, double high) {
  return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

ProposedLabel propose(const CellLook& cell, bool is_doubted) {
  const double most = is_doubted ? 0.5 : 1;
  if (cell.kind == SightKind::kBlank) return {.label = "", .confidence = most};
  if (cell.taken_by == 0)
    return {.label = "*", .confidence = most * (1 - share(cell.score, kGuessScore, kSureScore))};
  const double margin = cell.best == cell.taken_by ? cell.margin : 0;
  return {.label = std::string(1, cell.taken_by),
          .confidence = most * std::min(share(cell.score, kGuessScore, kSureScore),
                                        share(margin, 0, kSureMargin))};
}

}  // namespace

std::expected<TemplateSet, TemplateFault> enrol(Pictures pictures, const Layout& layout,
                                                const EnrolSpec& spec, const FontBank& bank) {
  const auto refuse = [](std::string reason) {
    return std::unexpected(TemplateFault{std::move(reason)});
  };
  if (auto fault = check_spec(pictures, layout, spec)) return refuse(std::move(*fault));
  const auto prints = prints_of(pictures, layout);
  const SkinPrint shared = shared_print(prints);
  if (auto fault = check_skins(prints, shared)) return refuse(std::move(*fault));
  EnrolLooks looks;
  if (auto fault = gather(pictures, layout, looks)) return refuse(std::move(*fault));
  const auto opinion = check_by_bank(looks.looks(), layout.spec().alphabet, bank);
  if (opinion.is_clear())
    return refuse("the font bank disputes labels: " + describe(opinion.disputes));
  const auto relation =
      relate(opinion, read_by_bank(pictures, layout, bank), pictures.size(), spec.bank_cannot_read);
  if (!relation) return std::unexpected(relation.error());
  TemplateSetSpec set{.name = spec.name,
                      .version = spec.version,
                      .provenance = provenance_of(spec, opinion, *relation),
                      .width = layout.spec().width,
                      .height = layout.spec().height,
                      .alphabet = layout.spec().alphabet,
                      .min_score = spec.min_score,
                      .print = shared,
                      .templates = looks.templates(layout.spec().alphabet),
                      .dummies = looks.dummies(),
                      .faces = looks.faces(),
                      .bank = *relation,
                      .backdrop = backdrop_of(pictures)};
  if (auto fault = read_back(pictures, layout, set, bank)) return refuse(std::move(*fault));
  return TemplateSet::make(std::move(set));
}

std::expected<Proposal, Refusal> propose_labels(const Pixels& picture, const Layout& layout,
                                                const FontBank& bank) {
  const Look look = Solver(bank).look(picture, layout, nullptr);
  if (look.cells.size() != layout.spec().cells.size())
    return std::unexpected(look.refusal.value_or(Refusal::kSizeMismatch));
  Proposal proposal{.cells = {}, .doubt = look.refusal};
  for (const CellLook& cell : look.cells)
    proposal.cells.push_back(propose(cell, look.refusal.has_value()));
  return proposal;
}

}  // namespace vancrawl::keypad_solver
