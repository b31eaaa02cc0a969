#include "api/failure_context.hpp"

#include "http/redact.hpp"

#include <utility>

namespace coai::api {

detail::failure in_context(detail::failure failed, const call_identity& request,
                           const response_info& received, const secret& credential) {
    failed.method = request.method;
    failed.path = request.path;
    failed.attempts = received.attempts;
    if (failed.response.status == 0) {
        failed.response = received;
    }
    if (failed.limit.count() == 0) {
        failed.limit = limit_of(failed.kind, request.clocks);
    }
    http::redact(failed, credential);
    return failed;
}

} // namespace coai::api
