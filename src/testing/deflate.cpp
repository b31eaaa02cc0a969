#include "testing/deflate.hpp"

#include <boost/system/system_error.hpp>

#include <array>

namespace coai::testing {

namespace zlib = boost::beast::zlib;

void deflate(zlib::deflate_stream& stream, std::string_view text, zlib::Flush flush,
             std::string& out) {
    zlib::z_params step;
    step.next_in = text.data();
    step.avail_in = text.size();
    std::array<char, 4096> buffer;
    do {
        step.next_out = buffer.data();
        step.avail_out = buffer.size();
        boost::system::error_code ec;
        stream.write(step, flush, ec);
        out.append(buffer.data(), buffer.size() - step.avail_out);
        // need_buffers: nothing was left to be written; end_of_stream: all is written.
        if (ec == zlib::error::need_buffers || ec == zlib::error::end_of_stream)
            break;
        if (ec)
            throw boost::system::system_error(ec);
    } while (step.avail_out == 0 || step.avail_in > 0);
}

} // namespace coai::testing
