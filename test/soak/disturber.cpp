#include "soak/disturber.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace coai::soak {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

disturber::disturber(servers& disturbed, const settings& chosen)
    : servers_(disturbed),
      reload_every_(chosen.reload_every),
      restart_every_(chosen.restart_every),
      chance_(chosen.seed),
      thread_([this](const std::stop_token& stopped) {
          try {
              run(stopped);
          } catch (const std::exception& failed) {
              failure_ = failed.what();
          }
      }) {}

void disturber::stop() {
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void disturber::run(const std::stop_token& stopped) {
    auto reload_at = clock::now() + reload_every_;
    // The first one soon, since an outage is when the most is held at a time.
    auto restart_at = clock::now() + restart_every_ / 3;
    std::mutex mutex;
    std::condition_variable_any stopping;
    std::unique_lock lock(mutex);
    while (!stopping.wait_until(lock, stopped, std::min(reload_at, restart_at),
                                [&] { return stopped.stop_requested(); })) {
        if (clock::now() >= reload_at) {
            reload_at += reload_every_;
            servers_.reload();
        }
        if (clock::now() >= restart_at) {
            restart_at += restart_every_;
            const milliseconds away(300 + chance_.below(1200));
            servers_.restart(away, restarts_ % 2 == 0);
            ++restarts_;
        }
    }
}

} // namespace coai::soak
