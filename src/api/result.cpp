#include <coai/result.hpp>

#include "http/failure.hpp"

namespace coai {

void throw_exception_from_error(const error& failed, const boost::source_location&) {
    detail::throw_failure(detail::failure_of(failed));
}

} // namespace coai
