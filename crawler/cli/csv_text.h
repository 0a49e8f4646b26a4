#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace vancrawl::cli {

/// One record of a CSV text and the line it begins on (1 is the first).
struct CsvRecord {
  std::size_t line = 0;
  std::vector<std::string> fields;
};

struct CsvFault {
  std::size_t line = 0;
  std::string message;
};

/// RFC 4180: commas, fields in double quotes may hold commas, line ends and doubled quotes; lines
/// end with LF or CRLF, the last one may lack it; empty lines are passed over. A quote inside a
/// field that is not quoted, text after a closing quote and a quote that is never closed are
/// faults.
[[nodiscard]] std::expected<std::vector<CsvRecord>, CsvFault> parse_csv(std::string_view text);

}  // namespace vancrawl::cli
