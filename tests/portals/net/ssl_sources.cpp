// The compiled copy of Asio's TLS part.
#include <boost/asio/ssl/impl/src.hpp>
