#include "soak/soak.hpp"

#include "soak/caller.hpp"
#include "soak/disturber.hpp"
#include "soak/mixed_call.hpp"
#include "soak/resource_record.hpp"
#include "soak/servers.hpp"

#include "open_descriptors.hpp"
#include "sanitized.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <deque>
#include <iomanip>
#include <optional>
#include <string>
#include <vector>

namespace coai::soak {

namespace asio = boost::asio;
using asio::awaitable;
using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;
using testing::dialect;

namespace {

/// Below this there is no saying what grows.
constexpr std::chrono::seconds shortest_judged = 45s;

/// Percent of resident memory that may be added after the warm-up. In a short run, the heap is
/// still to find its size after the first outages.
double allowed_growth(std::chrono::seconds duration) { return duration < 600s ? 10 : 2; }
/// One that takes longer is a stall: others have the machine.
constexpr std::chrono::seconds longest_second = 5s;
/// What is open for a moment besides the pools' connections: second addresses of a host that are
/// tried, the files that are read for a sample.
constexpr std::ptrdiff_t passing_descriptors = 16;

double mebibytes(double bytes) { return bytes / (1024 * 1024); }

bool is_quiet(const pool_statistics& pool) {
    return pool.in_use == 0 && pool.waiting == 0 && pool.dialing == 0;
}

bool is_empty(const pool_statistics& pool) {
    return is_quiet(pool) && pool.open == 0 && pool.idle == 0;
}

class soak_run {
public:
    soak_run(const settings& chosen, std::ostream& out)
        : chosen_(chosen),
          out_(out),
          servers_(chosen),
          load_(servers_, chosen.pause),
          record_(static_cast<std::size_t>(chosen.duration.count()) + 60),
          warm_up_(std::min<std::chrono::seconds>(chosen.duration / 3, 5min)) {}

    bool run() {
        prime();
        const std::ptrdiff_t descriptors = test::open_descriptors();
        open_clients();
        interrupts_.async_wait(
            [this](boost::system::error_code error, int) { interrupted_ = !error; });
        for (std::size_t i = 0; i < chosen_.callers; ++i) {
            callers_.emplace_back(load_, chosen_.seed * 1'000'003 + i);
            spawn(callers_.back().run());
        }
        spawn(supervise());
        disturber_.emplace(servers_, chosen_);
        io_.run();
        disturber_->stop();
        if (!disturber_->failure().empty())
            violated(disturber_->failure());
        report(descriptors);
        return violations_.empty();
    }

private:
    void violated(const std::string& what) { violations_.push_back(what); }

    void spawn(awaitable<void> work) {
        asio::co_spawn(io_, std::move(work), [](std::exception_ptr failed) {
            if (failed)
                std::rethrow_exception(failed);
        });
    }

    void open_clients() {
        for (const dialect shape : {dialect::gemini, dialect::openai}) {
            client_options options = servers_.options_for(shape);
            options.pool.max_connections = chosen_.connections;
            auto& opened = shape == dialect::gemini ? load_.gemini : load_.openai;
            opened.emplace(io_.get_executor(), options);
        }
    }

    /// What is opened once and stays, such as Asio's own descriptors, is no growth.
    void prime() {
        open_clients();
        spawn(call_both());
        io_.run();
        io_.restart();
        load_.gemini.reset();
        load_.openai.reset();
    }

    awaitable<void> call_both() {
        for (const client* each : {&*load_.gemini, &*load_.openai}) {
            auto models = each->models.list();
            co_await models.next();
            co_await each->close();
        }
    }

    awaitable<void> pause(std::chrono::milliseconds time) {
        asio::steady_timer timer(io_, time);
        co_await timer.async_wait(asio::use_awaitable);
    }

    /// Takes a sample each second, looks for calls that hang, and ends the run.
    awaitable<void> supervise() {
        const auto end = clock::now() + chosen_.duration;
        auto next_line = clock::now() + 1min;
        while (clock::now() < end && !interrupted_ && violations_.empty()) {
            co_await pass_second();
            record_.take();
            if (clock::now() >= next_line) {
                next_line += 1min;
                print_progress();
            }
        }
        load_.stopping = true;
        const auto busy = [](const caller& each) { return each.is_in_call(); };
        while (std::any_of(callers_.begin(), callers_.end(), busy) && violations_.empty()) {
            co_await pass_second();
        }
        if (violations_.empty())
            co_await settle();
        interrupts_.cancel();
        if (!violations_.empty())
            io_.stop(); // what hangs would hold it for ever
    }

    awaitable<void> pass_second() {
        const auto begin = clock::now();
        co_await pause(1s);
        ++load_.seconds;
        if (clock::now() - begin > longest_second)
            ++load_.stalls;
        look_for_hangs();
    }

    void look_for_hangs() {
        const auto count = std::count_if(callers_.begin(), callers_.end(),
                                         [](const caller& each) { return each.hangs(); });
        if (count > 0)
            violated(std::to_string(count) + " calls hang");
    }

    /// The pools come to rest once there are no calls.
    awaitable<void> settle() {
        const auto limit = clock::now() + 30s;
        while (!(is_quiet(load_.gemini->statistics()) && is_quiet(load_.openai->statistics())) &&
               clock::now() < limit)
            co_await pause(50ms);
        for (const client* each : {&*load_.gemini, &*load_.openai}) {
            if (!is_quiet(each->statistics()))
                violated("a pool has calls, though there are none");
            if (!co_await each->close(30s))
                violated("a client could not be closed in order");
            if (!is_empty(each->statistics()))
                violated("a pool is not empty after the client was closed");
        }
    }

    void print_progress() {
        out_ << std::setw(6) << record_.duration().count() << " s: " << load_.results.total()
             << " calls, " << load_.results.total(outcome::failed) << " failed, " << std::fixed
             << std::setprecision(1) << mebibytes(record_.last_memory()) << " MiB, "
             << servers_.reloads() << " reloads, " << disturber_->restarts() << " restarts"
             << std::endl;
    }

    void report(std::ptrdiff_t descriptors) {
        out_ << chosen_.callers << " callers for " << record_.duration().count() << " s, seed "
             << chosen_.seed << '\n';
        load_.results.print(out_);
        if (load_.results.total(outcome::failed) > 0)
            violated(std::to_string(load_.results.total(outcome::failed)) + " calls failed");
        if (load_.results.total(outcome::answered) == 0)
            violated("no call was answered");
        report_pools();
        report_memory();
        report_descriptors(descriptors);
        out_ << "disturbances       " << servers_.reloads() << " reloads of the proxy, "
             << disturber_->restarts() << " restarts of the server, " << load_.stalls
             << " stalls of the machine\n";
        for (const std::string& failure : load_.results.failures())
            out_ << "failed: " << failure << '\n';
        for (const std::string& what : violations_)
            out_ << "violated: " << what << '\n';
        out_ << "verdict: " << (violations_.empty() ? "all bounds hold" : "NOT ALL BOUNDS HOLD")
             << std::endl;
    }

    void report_pools() {
        for (const client* each : {&*load_.gemini, &*load_.openai}) {
            const pool_statistics pool = each->statistics();
            out_ << "pool               " << pool.created << " connections, " << pool.reused
                 << " calls on a used one, " << pool.handshakes << " handshakes, " << pool.resumed
                 << " of them resumed; left: " << pool.open << " open, " << pool.in_use
                 << " in use, " << pool.waiting << " waiting, " << pool.dialing << " dialing\n";
        }
    }

    void report_memory() {
        const double growth = record_.memory_growth(warm_up_);
        const auto rest = record_.duration() - warm_up_;
        out_ << std::fixed << std::setprecision(2) << "resident memory    "
             << mebibytes(record_.first_memory(warm_up_)) << " MiB after a warm-up of "
             << warm_up_.count() << " s, " << mebibytes(record_.last_memory())
             << " MiB at the end; slope " << std::showpos << growth << std::noshowpos << " % in "
             << rest.count() << " s";
        const bool judged = chosen_.duration >= shortest_judged && !COAI_TEST_SANITIZED;
        const double allowed = allowed_growth(chosen_.duration);
        if (judged)
            out_ << std::setprecision(0) << ", below " << allowed << " %\n";
        else
            out_ << " (not judged)\n";
        if (judged && growth >= allowed)
            violated("memory grows");
    }

    void report_descriptors(std::ptrdiff_t before) {
        const auto pools = static_cast<std::ptrdiff_t>(2 * chosen_.connections);
        const std::ptrdiff_t most = record_.most_descriptors();
        load_.gemini.reset();
        load_.openai.reset();
        const std::ptrdiff_t after = test::open_descriptors();
        out_ << "descriptors        " << before << " before, " << most << " at the most (pools of "
             << pools << "), " << after << " after\n";
        if (most > before + pools + passing_descriptors)
            violated("more descriptors than the pools allow");
        if (violations_.empty() && after > before)
            violated("descriptors are left");
    }

    settings chosen_;
    std::ostream& out_;
    servers servers_;
    asio::io_context io_{1};
    workload load_;
    resource_record record_;
    std::chrono::seconds warm_up_;
    asio::signal_set interrupts_{io_, SIGINT, SIGTERM};
    bool interrupted_ = false;
    std::deque<caller> callers_;
    std::optional<disturber> disturber_;
    std::vector<std::string> violations_;
};

} // namespace

bool run(const settings& chosen, std::ostream& out) {
    soak_run running(chosen, out);
    return running.run();
}

} // namespace coai::soak
