# The font bank is part of the program: its file becomes a string of the keypad_solver library.
# Run as a script (-D FROM= -D TO=) it writes that source; included, it says when to.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${FROM} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${bytes}")
  file(WRITE ${TO} "#include \"keypad_solver/bank_bytes.h\"

namespace vancrawl::keypad_solver {
std::string_view bank_bytes() {
  using std::string_view_literals::operator\"\"sv;
  return \"${escaped}\"sv;
}
}  // namespace vancrawl::keypad_solver
")
  return()
endif()

set(bank_file ${PROJECT_SOURCE_DIR}/keypad_solver/bank/font_bank.bin)
set(bank_source ${PROJECT_BINARY_DIR}/generated/font_bank_bytes.cpp)
add_custom_command(OUTPUT ${bank_source} DEPENDS ${bank_file} ${CMAKE_CURRENT_LIST_FILE}
  COMMAND ${CMAKE_COMMAND} -D FROM=${bank_file} -D TO=${bank_source} -P ${CMAKE_CURRENT_LIST_FILE})
target_sources(keypad_solver PRIVATE ${bank_source})
set_source_files_properties(${bank_source} PROPERTIES
  COMPILE_OPTIONS -Wno-overlength-strings SKIP_PRECOMPILE_HEADERS ON)
