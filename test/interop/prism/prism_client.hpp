#pragma once

#include "api/emulated_client.hpp"

#include <coai/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace prism {

/// A client of the Prism that scripts/interop started: it answers only what OpenAI's own
/// description of the API allows, and the rest with a 422 that says what is wrong.
struct validated_client {
    validated_client() : client(io.get_executor(), options()) {}

    /// Makes a call that must not be refused; the test goes on if it is.
    template <class T, class Check>
    void accepts(boost::asio::awaitable<T> call, Check check) {
        try {
            check(coai::test::run(io, std::move(call)));
        } catch (const coai::api_error& refused) {
            FAIL_CHECK(refused.body());
        }
    }

    boost::asio::io_context io{1};
    coai::client client;

private:
    static coai::client_options options() {
        const char* const url = std::getenv("COAI_PRISM_URL");
        if (url == nullptr)
            throw std::runtime_error("COAI_PRISM_URL is not set: run scripts/interop");
        coai::client_options options(coai::secret("any key"));
        options.base_url = url;
        options.provider = coai::provider::openai;
        options.proxy = "";
        options.retry.max_retries = 0;
        return options;
    }
};

} // namespace prism
