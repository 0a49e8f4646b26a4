#include <memory>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/keypad_command.h"

namespace vancrawl::cli {
namespace {

using Ordered = std::shared_ptr<KeypadOrder>;

void take_sinks(KeypadOrder& order, const Invocation& invocation) {
  order.json = invocation.json;
  order.output = invocation.out;
  order.errors = invocation.err;
}

void add_geometry(Command& command, const Ordered& order) {
  command.add_option("--geometry", order->geometry, "TOML: picture size, cells, alphabet, order")
      ->required();
}

void add_set(Command& command, const Ordered& order) {
  command.add_option("--set", order->set, "folder of a template set; without it the bank alone");
}

void add_page_labels(Command& command, const Ordered& order) {
  command.add_option("--labels-from-page", order->page_labels,
                     "JSON: what the page itself says of its cells");
}

void add_solve(Command& keypad, Invocation& invocation) {
  auto order = std::make_shared<KeypadOrder>();
  auto* const command = keypad.add_subcommand("solve", "says which key is where, or why not");
  add_geometry(*command, order);
  add_set(*command, order);
  add_page_labels(*command, order);
  command->add_option("image", order->images, "PNG, JPEG or GIF; or a folder, one a key")
      ->required();
  command->callback([&invocation, order] {
    invocation.action = [&invocation, order] {
      take_sinks(*order, invocation);
      return solve_keypads(*order);
    };
  });
}

void add_learn(Command& keypad, Invocation& invocation) {
  auto order = std::make_shared<KeypadOrder>();
  auto* const command =
      keypad.add_subcommand("learn", "makes a template set from labelled captures of one skin");
  add_geometry(*command, order);
  auto* const out =
      command->add_option("--out", order->out, "folder of the set, which bears its name");
  auto* const propose = command->add_flag(
      "--propose", order->propose, "print the font bank's labels of captures, learn nothing");
  out->excludes(propose);
  command->add_option("--provenance", order->provenance,
                      "where the captures come from and who confirmed the labels");
  command->add_flag("--bank-cannot-read", order->bank_cannot_read,
                    "a person vouches for the labels of a skin that the font bank cannot read");
  command
      ->add_option("capture", order->images,
                   "CAPTURE=LABELS.json each; with --propose CAPTURE alone")
      ->required();
  command->callback([&invocation, order] {
    invocation.action = [&invocation, order] {
      take_sinks(*order, invocation);
      return order->propose ? propose_labels(*order) : learn_keypad(*order);
    };
  });
}

void add_show(Command& keypad, Invocation& invocation) {
  auto order = std::make_shared<KeypadOrder>();
  auto* const command =
      keypad.add_subcommand("show", "draws the cells, readings and margins over a picture");
  add_geometry(*command, order);
  add_set(*command, order);
  add_page_labels(*command, order);
  command->add_option("--out", order->out, "the PNG to write")->required();
  command->add_option("image", order->images, "PNG, JPEG or GIF")->required()->expected(1);
  command->callback([&invocation, order] {
    invocation.action = [&invocation, order] {
      take_sinks(*order, invocation);
      return show_keypad(*order);
    };
  });
}

}  // namespace

void add_keypad(Command& app, Invocation& invocation) {
  auto* const keypad =
      app.add_subcommand("keypad", "secure keypads: enrols, reads and draws their pictures");
  keypad->require_subcommand(1);
  add_solve(*keypad, invocation);
  add_learn(*keypad, invocation);
  add_show(*keypad, invocation);
}

}  // namespace vancrawl::cli
