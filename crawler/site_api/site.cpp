#include "crawler/site_api/site.h"

namespace vancrawl::site_api {

session::Fill fill_of(const SliceAsk& ask) {
  session::Fill fill;
  fill.values = {
      {"date", ask.date.iso()}, {"date_compact", ask.date.compact()}, {"scope", ask.scope.text()}};
  return fill;
}

}  // namespace vancrawl::site_api
