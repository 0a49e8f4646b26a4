#include "crawler/site_api/definition_pad_keys.h"

#include <string>

#include "keypad_solver/layout.h"

namespace vancrawl::site_api {
namespace {

using keypad_solver::Layout;
using keypad_solver::Pixels;

bool is_selector(const std::string& text) {
  const bool has_sign = text.size() > 1 && (text.front() == '.' || text.front() == '#');
  return has_sign && text.find_first_of(" \t.#>[:,*", 1) == std::string::npos;
}

void read_size(TomlSection& keys, page::KeyMarks& marks) {
  const auto size = keys.integers_or_none("size");
  if (!keys.has("size")) return;
  const auto fits = [](std::int64_t side) {
    return side >= Layout::kMinCellSide && side <= Pixels::kMaxSide;
  };
  if (size.size() != 2 || !fits(size[0]) || !fits(size[1])) {
    throw keys.fault("size", "must be two numbers of " + std::to_string(Layout::kMinCellSide) +
                                 " to " + std::to_string(Pixels::kMaxSide) +
                                 ", width and height of a key");
  }
  marks.width = static_cast<int>(size[0]);
  marks.height = static_cast<int>(size[1]);
}

page::KeyMarks read_marks(TomlSection keys) {
  page::KeyMarks marks;
  marks.element = keys.text_or("element", "");
  marks.token_attribute = keys.text_or("token", "");
  marks.token_prefix = keys.text_or("token_prefix", "");
  marks.label_attribute = keys.text_or("label", "");
  marks.mask_attribute = keys.text_or("class", "");
  marks.has_faces = keys.boolean_or("faces", false);
  marks.has_pictures = keys.boolean_or("pictures", false);
  read_size(keys, marks);
  keys.done();
  if (keys.has("element") && !is_selector(marks.element)) {
    throw keys.fault("element", R"(must be one class or id, ".name" or "#name"; left out: areas)");
  }
  if (marks.has_faces && marks.has_pictures) {
    throw keys.fault("pictures", "and faces exclude each other");
  }
  for (const auto* const key : {"size", "faces", "pictures"}) {
    if (!keys.has(key) || !marks.element.empty()) continue;
    throw keys.fault(key, "needs element: only styled elements have it");
  }
  if (!marks.token_prefix.empty() && marks.token_attribute.empty()) {
    throw keys.fault("token_prefix", "needs token, the attribute that begins so");
  }
  return marks;
}

session::JsonKeys read_json_keys(TomlSection keys) {
  session::JsonKeys json;
  json.request = keys.text("request");
  auto& marks = json.marks;
  marks.keys = keys.text("keys");
  marks.x = keys.text_or("x", marks.x);
  marks.y = keys.text_or("y", marks.y);
  marks.width = keys.text_or("width", marks.width);
  marks.height = keys.text_or("height", marks.height);
  marks.token = keys.text_or("token", "");
  marks.label = keys.text_or("label", "");
  marks.mask = keys.text_or("class", "");
  marks.face_x = keys.text_or("face_x", "");
  marks.face_y = keys.text_or("face_y", "");
  keys.done();
  for (const auto* const key : {"x", "y", "width", "height"}) {
    if (keys.has(key) && keys.text(key).empty()) throw keys.fault(key, "must be a path of a key");
  }
  if (marks.face_x.empty() != marks.face_y.empty()) {
    throw keys.fault("face_x", "needs face_y, and face_y needs face_x");
  }
  return json;
}

}  // namespace

session::KeySource read_key_source(TomlSection& pad) {
  auto keys = pad.section_or_none("keys");
  auto json = pad.section_or_none("json_keys");
  if (keys && json) throw pad.fault("json_keys", "keys and json_keys exclude each other");
  if (keys) return read_marks(std::move(*keys));
  if (json) return read_json_keys(std::move(*json));
  return std::monostate();
}

}  // namespace vancrawl::site_api
