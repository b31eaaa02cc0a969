#pragma once

#include <boost/beast/zlib/deflate_stream.hpp>

#include <string>
#include <string_view>

namespace coai::testing {

/// Compresses a piece of text (RFC 1951) and appends what comes out.
void deflate(boost::beast::zlib::deflate_stream& stream, std::string_view text,
             boost::beast::zlib::Flush flush, std::string& out);

} // namespace coai::testing
