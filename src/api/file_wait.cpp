#include "api/file_wait.hpp"

#include "api/fetch.hpp"
#include "api/file_calls.hpp"
#include "api/file_wire.hpp"
#include "api/poll.hpp"
#include "http/failure.hpp"

#include <string>
#include <utility>

namespace coai::api {

namespace asio = boost::asio;

namespace {

[[noreturn]] void throw_failed(const call_identity& asked, files::file failed) {
    detail::failure failure(errc::error_in_response, "the server could not process the file");
    failure.method = asked.method;
    failure.path = asked.path;
    failure.attempts = failed.response.attempts;
    failure.object.message = std::move(failed.error);
    failure.response = std::move(failed.response);
    detail::throw_failure(std::move(failure));
}

} // namespace

asio::awaitable<files::file> fetch_file(std::shared_ptr<service> caller, call request) {
    if (has_native_files(*caller)) {
        native_file got = co_await fetch<native_file>(std::move(caller), std::move(request));
        co_return to_file(std::move(got));
    }
    openai_file got = co_await fetch<openai_file>(std::move(caller), std::move(request));
    co_return to_file(std::move(got));
}

asio::awaitable<files::file> wait_for_file(std::shared_ptr<service> caller, call request,
                                           files::wait_options how) {
    auto is_done = [asked = static_cast<const call_identity&>(request),
                    told = std::move(how.on_progress)](const files::file& seen) {
        if (told) {
            told(seen);
        }
        if (seen.state == files::file_state::failed) {
            throw_failed(asked, seen);
        }
        return seen.state == files::file_state::active || seen.state.empty();
    };
    const auto state = [](const files::file& seen) { return std::string(seen.state.str()); };
    return poll_until<files::file>(std::move(caller), std::move(request),
                                   static_cast<const polling_options&>(how), fetch_file,
                                   std::move(is_done), state);
}

} // namespace coai::api
