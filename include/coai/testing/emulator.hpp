#pragma once

#include <coai/options.hpp>
#include <coai/provider.hpp>
#include <coai/testing/emulator_options.hpp>
#include <coai/testing/fault.hpp>
#include <coai/testing/recorded_request.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace coai::testing {

class server;

/// What the emulator does with new connections.
enum class admission {
    /// Serves them.
    serve,
    /// Accepts them, and then neither says anything nor closes: a handshake that hangs.
    stall,
    /// Accepts them and closes them in order.
    close,
    /// Accepts them and resets them.
    reset,
    /// Does not listen, so that the operating system refuses them.
    refuse,
};

/// A server on the loopback interface that answers as Gemini's OpenAI-compatible endpoint does:
/// over real TLS, with its own certificate authority, with deterministic answers, with Gemini's
/// errors for requests that Gemini refuses, and with whatever fault a test scripts.
///
///     coai::testing::emulator server;
///     coai::client client(io.get_executor(), server.client_options());
///     server.script(coai::testing::fault::rate_limited(1s));
///
/// Embeddings of similar texts are near each other, pictures follow from their prompts, and answers
/// to images and recordings tell kind and size of these. As a filter would, the word "violence" in
/// the prompt of a picture makes Gemini's shape hold back one picture, and OpenAI's refuse.
///
/// Below /v1/ the same is served with OpenAI's shapes and errors. The same request always gets the
/// same body.
///
/// It runs on threads of its own, so the program under test needs none for it. All members are
/// thread-safe but the destructor, and none may be called from the emulator's threads.
class emulator {
public:
    /// Starts to listen.
    /// @throws boost::system::system_error when the port cannot be used, and std::invalid_argument
    /// about an unusable option.
    emulator();
    explicit emulator(const emulator_options& options);
    /// As stop().
    ~emulator();

    emulator(const emulator&) = delete;
    emulator& operator=(const emulator&) = delete;

    /// Closes all connections and ends the threads. What was recorded can still be asked for.
    void stop();

    std::uint16_t port() const noexcept;
    /// "https://localhost:PORT/v1beta/openai/", or ".../v1/" for a provider other than Gemini.
    std::string base_url(provider shape = provider::gemini) const;
    /// The certificate of the emulator's authority; empty without TLS.
    const std::string& ca_pem() const noexcept;
    /// Options for a client of this emulator: base URL, key, authority and provider, and no proxy.
    coai::client_options client_options(provider shape = provider::gemini) const;

    /// Lets the fault happen to the next request that no earlier fault waits for, in the order in
    /// which the requests' heads arrive.
    void script(const fault& next);
    /// Forgets the faults that have not happened yet.
    void clear_script();
    /// How many requests the faults are for that have not happened yet.
    std::size_t faults_left() const;

    /// What happens to connections from now on; those that stand are not touched.
    void admit(admission how);
    /// admission::stall or admission::serve.
    void stall_handshakes(bool stall) { admit(stall ? admission::stall : admission::serve); }
    /// Closes all connections that stand, whatever they are doing.
    void drop_connections();

    /// The latest requests, at most emulator_options::max_recorded_requests, oldest first.
    std::vector<recorded_request> requests() const;
    void clear_requests();

    /// @name Counts since the start
    /// @{
    std::uint64_t requests_received() const;
    std::uint64_t connections_accepted() const;
    /// TLS handshakes completed.
    std::uint64_t handshakes() const;
    /// Those of them that resumed an earlier session.
    std::uint64_t handshakes_resumed() const;
    /// @}
    /// Connections that are open now.
    std::size_t connections_open() const;

    /// Waits until the count is what is asked for; false if it is not when the time is over. A
    /// request counts as received when it is complete, or when its head is and the fault for it is
    /// not to read more.
    /// @{
    bool wait_until_connections_open(std::size_t count, std::chrono::milliseconds timeout) const;
    bool wait_until_connections_accepted(std::uint64_t at_least,
                                         std::chrono::milliseconds timeout) const;
    bool wait_until_requests_received(std::uint64_t at_least,
                                      std::chrono::milliseconds timeout) const;
    /// @}

private:
    std::unique_ptr<server> server_;
};

} // namespace coai::testing
