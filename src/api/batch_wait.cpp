#include "api/batch_wait.hpp"

#include "api/fetch.hpp"
#include "api/poll.hpp"

#include <string>
#include <utility>

namespace coai::api {

using batches::batch;

boost::asio::awaitable<batch> wait_for_batch(std::shared_ptr<service> caller, call request,
                                             batches::wait_options how) {
    auto is_done = [told = std::move(how.on_progress)](const batch& seen) {
        if (told) {
            told(seen);
        }
        return seen.is_terminal();
    };
    const auto state = [](const batch& seen) { return std::string(seen.status.str()); };
    return poll_until<batch>(std::move(caller), std::move(request),
                             static_cast<const polling_options&>(how), fetch<batch>,
                             std::move(is_done), state);
}

} // namespace coai::api
