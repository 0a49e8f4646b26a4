// The compiled copy of Asio (BOOST_ASIO_SEPARATE_COMPILATION) for programs that do not link
// `async`. It stands alone in its object: where an archive before this one brings the same symbols,
// the linker never takes it.
#include <boost/asio/impl/src.hpp>
