# vancrawl_library(<target> <folder> [PCH plain|asio] DEPS <targets...>)
# One folder, one static library; every .cpp in the folder belongs to it.
function(vancrawl_library target folder)
  cmake_parse_arguments(ARG "" "PCH" "DEPS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    message(FATAL_ERROR "${folder} holds no source")
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC vancrawl_flags ${ARG_DEPS} PRIVATE ${ARG_LIBRARIES})
  if(ARG_PCH)
    target_precompile_headers(${target} REUSE_FROM pch_${ARG_PCH})
  endif()
endfunction()

# vancrawl_test(<target> <folder> LABEL <name> DEPS <targets...>)
# One folder of tests, one program; every *_test.cpp of the folder and its own fakes belong to it.
# Tests whose names speak of a pad carry the label keypad too, wherever they are.
function(vancrawl_test target folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    message(FATAL_ERROR "${folder} holds no test")
  endif()
  vancrawl_test_of(${target} "${sources}" ${ARGN})
endfunction()

# vancrawl_test_of(<target> <list of sources> LABEL <name> DEPS <targets...>): the same of named files.
function(vancrawl_test_of target sources)
  cmake_parse_arguments(ARG "" "LABEL" "DEPS" ${ARGN})
  add_executable(${target} ${sources})
  # async brings the compiled Asio, which the precompiled header of the tests refers to.
  target_link_libraries(${target} PRIVATE ${ARG_DEPS} async GTest::gtest GTest::gtest_main rapidcheck)
  target_precompile_headers(${target} REUSE_FROM pch_test)
  target_compile_definitions(${target} PRIVATE VANCRAWL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # Two words in one label: a list would need its semicolons escaped once a stage of discovery.
  set(pads "*Pad*:*pad*:*Qwerty*:*qwerty*")
  set(pad_label "${ARG_LABEL} keypad")
  if(ARG_LABEL STREQUAL keypad)
    set(pads "*")
    set(pad_label keypad)
  else()
    gtest_discover_tests(${target} TEST_FILTER "-${pads}" DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 300)
  endif()
  gtest_discover_tests(${target} TEST_FILTER "${pads}" DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${pad_label} TIMEOUT 300)
endfunction()
