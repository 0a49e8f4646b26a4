#include "crawler/cli/application.h"
#include "crawler/site_api/catalogue.h"

int main(int count, char** values) {
  return vancrawl::cli::run_application(count, values, vancrawl::sites::catalogue());
}
