#include "crawler/page/form.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gumbo.h>

#include "crawler/page/html_tokens.h"
#include "crawler/page/html_tree.h"
#include "crawler/page/key_texts.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

PageFault drift(std::string message) {
  return {model::FailureClass::kLayoutDrift, std::move(message)};
}

PageFault cut(std::string_view what) {
  return drift(fmt::format("{} reads like a card number and was cut", what));
}

std::string text_attribute(const GumboNode& node, const char* name) {
  return std::string(attribute_of(node, name));
}

void add_input(const GumboNode& node, FormReading& form) {
  const std::string name = text_attribute(node, "name");
  if (name.empty()) return;
  if (node.v.element.tag != GUMBO_TAG_INPUT) {
    form.inputs.push_back(name);
    return;
  }
  const auto type = attribute_of(node, "type");
  const auto is = [&](std::string_view wanted) { return same_ignoring_case(type, wanted); };
  if (is("hidden")) {
    form.hidden.insert_or_assign(name, text_attribute(node, "value"));
  } else if (!is("submit") && !is("button") && !is("image") && !is("reset")) {
    form.inputs.push_back(name);
  }
}

/// Pictures may stand outside the form.
void add_picture(const GumboNode& node, FormReading& form) {
  if (node.v.element.tag != GUMBO_TAG_IMG || !has_attribute(node, "id")) return;
  auto id = text_attribute(node, "id");
  const auto source = text_attribute(node, "src");
  const auto [first, is_new] = form.pictures.emplace(id, source);
  if (!is_new && first->second != source) form.doubled.insert(std::move(id));
}

bool is_field(const GumboNode& node) {
  const GumboTag tag = node.v.element.tag;
  return tag == GUMBO_TAG_INPUT || tag == GUMBO_TAG_SELECT || tag == GUMBO_TAG_TEXTAREA;
}

/// What was cut would go back to the portal as it is.
std::optional<PageFault> cut_in(const FormReading& form) {
  if (shows_cut_number(form.action)) return cut("the form's action");
  for (const auto& [name, value] : form.hidden) {
    if (shows_cut_number(value)) return cut(fmt::format("the hidden field \"{}\"", name));
  }
  return std::nullopt;
}

std::expected<FormReading, PageFault> read_form(const HtmlTree& tree, const std::string& action) {
  const auto elements = elements_of(tree);
  FormReading form;
  bool found = false;
  bool inside = false;
  std::vector<std::string> seen;
  // Fields belong to the form before them: one within a table does not enclose them in the tree.
  for (const auto* node : elements) {
    if (node->v.element.tag == GUMBO_TAG_FORM) {
      seen.push_back(text_attribute(*node, "action"));
      inside = seen.back().starts_with(action);
      if (inside && found) return std::unexpected(drift("two forms post to " + action));
      if (inside) form.action = seen.back();
      found = found || inside;
    }
    if (inside && is_field(*node)) add_input(*node, form);
    add_picture(*node, form);
  }
  if (!found) {
    return std::unexpected(drift(fmt::format("no form posts to \"{}\"; forms post to \"{}\"",
                                             action, fmt::join(seen, "\", \""))));
  }
  if (auto fault = cut_in(form)) return std::unexpected(std::move(*fault));
  return form;
}

}  // namespace

std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page,
                                                const std::string& action) {
  const auto tree = HtmlTree::parse(page.text);
  if (!tree) return std::unexpected(tree.error());
  return read_form(*tree, action);
}

std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page, const std::string& action,
                                                const std::string& token_attribute) {
  return read_form(page, action, KeyMarks{.token_attribute = token_attribute});
}

std::expected<FormReading, PageFault> read_form(const ScrubbedPage& page, const std::string& action,
                                                const KeyMarks& keys) {
  const auto tree = HtmlTree::parse(page.text);
  if (!tree) return std::unexpected(tree.error());
  auto form = read_form(*tree, action);
  if (!form) return form;
  auto areas = read_keys(*tree, keys);
  if (!areas) return std::unexpected(std::move(areas.error()));
  form->areas = std::move(*areas);
  return form;
}

bool has_form(const ScrubbedPage& page, const std::string& action) {
  const auto tree = HtmlTree::parse(page.text);
  return tree && std::ranges::any_of(elements_of(*tree), [&action](const GumboNode* node) {
           return node->v.element.tag == GUMBO_TAG_FORM &&
                  attribute_of(*node, "action").starts_with(action);
         });
}

std::expected<std::string, PageFault> picture_in(const FormReading& form, const std::string& id) {
  if (form.doubled.contains(id)) {
    return std::unexpected(drift("the page has two pictures with the id " + id));
  }
  const auto found = form.pictures.find(id);
  if (found == form.pictures.end()) return std::unexpected(drift("the page has no picture " + id));
  if (shows_cut_number(found->second)) {
    return std::unexpected(cut("the address of the picture " + id));
  }
  return found->second;
}

}  // namespace vancrawl::page
