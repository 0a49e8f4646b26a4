#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/cli/keypad_labels.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::cli {

/// The files that the commands about keypads are given. All throw InputError that names the file
/// and what is wrong with it.

/// Why a capture cannot be read, as a sentence that names the file; none if it is a regular one
/// that opens, or a folder of such: one picture a key.
[[nodiscard]] std::optional<std::string> capture_fault(const std::string& path);

[[nodiscard]] keypad_solver::Layout read_geometry(const std::string& file);

/// What a person says each cell of a capture shows: one entry a cell, within the alphabet.
[[nodiscard]] KeypadLabels read_labels(const std::string& file,
                                       const keypad_solver::Layout& layout);

/// What the page says of its cells: one entry a cell in each list that is not empty; whether it can
/// be is the solver's to judge. No file: the page says nothing.
[[nodiscard]] keypad_solver::PageClues read_page_clues(const std::string& file,
                                                       const keypad_solver::Layout& layout);

/// No folder: no set.
[[nodiscard]] std::optional<keypad_solver::TemplateSet> read_set(const std::string& folder);

/// What is wrong with a file that is no whole picture, and what is allowed.
[[nodiscard]] std::string picture_fault_text(const std::string& file,
                                             keypad_solver::PictureFault fault);

/// A file that is no whole picture is a fault of the picture, not of the input. Of a folder, the
/// sheet of its pictures by the order of their names: those of the geometry's cells.
[[nodiscard]] std::expected<keypad_solver::Pixels, keypad_solver::PictureFault> read_capture(
    const std::string& path);

}  // namespace vancrawl::cli
