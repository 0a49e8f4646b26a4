#include "crawler/cli/application.h"
#include "crawler/daemon.h"
#include "crawler/site_api/catalogue.h"

int main(int count, char** values) {
  vancrawl::keep_freed_memory();
  return vancrawl::cli::run_application(count, values, vancrawl::sites::catalogue());
}
