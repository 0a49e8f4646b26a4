#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "keypad_solver/bank_check.h"
#include "keypad_solver/enrol.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// Why labels and pictures do not fit, for a person; empty: they do.
using EnrolFault = std::optional<std::string>;

/// What labelled pictures of one skin show, gathered picture by picture.
class EnrolLooks {
 public:
  /// Refuses labels that do not fit the layout or the cells' look.
  [[nodiscard]] EnrolFault add(const LabelledPicture& picture, const LayoutSpec& place);
  /// Two characters whose looks nobody could tell apart; none where the order is kept, which tells
  /// them (1 and I are the same in some fonts) and which the labels were checked against.
  [[nodiscard]] EnrolFault find_twins(Order order) const;

  [[nodiscard]] const std::vector<LabelledLook>& looks() const { return looks_; }
  [[nodiscard]] std::vector<Template> templates(const std::string& alphabet) const;
  [[nodiscard]] const std::vector<GlyphShape>& dummies() const { return dummies_; }
  [[nodiscard]] std::vector<KnownFace> faces() const;

 private:
  [[nodiscard]] EnrolFault add_cell(const LabelledPicture& picture, const LayoutSpec& place,
                                    std::size_t cell);
  [[nodiscard]] EnrolFault add_face(const LabelledPicture& picture, const Rect& face, char shows);
  [[nodiscard]] EnrolFault add_look(const LabelledLook& look);
  void add_dummy(const GlyphShape& shape);

  std::vector<LabelledLook> looks_;
  std::vector<GlyphShape> dummies_;
  std::map<std::uint64_t, char> faces_;
};

/// Where in the picture the characters are drawn.
[[nodiscard]] const std::vector<Rect>& faces_of(const LayoutSpec& place);

}  // namespace vancrawl::keypad_solver
