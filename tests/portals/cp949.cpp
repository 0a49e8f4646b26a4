#include "tests/portals/cp949.h"

#include <memory>
#include <stdexcept>
#include <vector>

#include <unicode/ucnv.h>

namespace vancrawl::portals {
namespace {

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

void require(UErrorCode error, const char* what) {
  if (U_FAILURE(error)) throw std::runtime_error(std::string(what) + ": " + u_errorName(error));
}

/// Opening a converter costs more than using it.
Converter open_strict(const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(charset, &error));
  require(error, charset);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &error);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  require(error, charset);
  return converter;
}

}  // namespace

std::string to_cp949(std::string_view utf8) {
  thread_local const Converter kFrom = open_strict("UTF-8");
  thread_local const Converter kTo = open_strict("windows-949");
  std::string out(utf8.size() + 8, '\0');
  std::vector<UChar> pivot(4096);
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  char* target = out.data();
  const char* source = utf8.data();
  UErrorCode error = U_ZERO_ERROR;
  ucnv_convertEx(kTo.get(), kFrom.get(), &target, out.data() + out.size(), &source,
                 utf8.data() + utf8.size(), pivot.data(), &pivot_source, &pivot_target,
                 pivot.data() + pivot.size(), true, true, &error);
  require(error, "text has no CP949 form");
  out.resize(static_cast<std::size_t>(target - out.data()));
  return out;
}

}  // namespace vancrawl::portals
