# Every sites/<id>/flow.cpp is a site: its folder is its id, and it defines
# `std::unique_ptr<vancrawl::site_api::Site> vancrawl::sites::<id>::make_site()`.
# The catalogue is generated, so that a folder is all a site needs.
file(GLOB flows CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sites/*/flow.cpp)
set(catalogue_declarations "")
set(catalogue_entries "")
set(site_sources "")
foreach(flow ${flows})
  get_filename_component(folder ${flow} DIRECTORY)
  get_filename_component(id ${folder} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  list(APPEND site_sources ${sources})
  string(APPEND catalogue_declarations
    "namespace vancrawl::sites::${id} { std::unique_ptr<vancrawl::site_api::Site> make_site(); }\n")
  string(APPEND catalogue_entries "  entries.push_back({\"${id}\", &${id}::make_site});\n")
endforeach()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/catalogue.cpp @ONLY CONTENT
"#include \"crawler/site_api/catalogue.h\"

#include \"crawler/site_api/site.h\"

@catalogue_declarations@
namespace vancrawl::sites {
site_api::Catalogue catalogue() {
  site_api::Catalogue entries;
@catalogue_entries@  return entries;
}
}  // namespace vancrawl::sites
")
add_library(sites_catalogue STATIC ${site_sources} ${PROJECT_BINARY_DIR}/generated/catalogue.cpp)
target_link_libraries(sites_catalogue PUBLIC vancrawl_flags site_api)
target_precompile_headers(sites_catalogue REUSE_FROM pch_asio)
