#pragma once

#include <coai/options.hpp>
#include <coai/testing/emulator.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>

namespace coai::test {

/// An emulator in a process of its own, whose memory is none of ours. To be made before there are
/// threads, since it forks.
class emulator_process {
public:
    /// @param choose Makes the emulator's options, in its process.
    explicit emulator_process(const std::function<testing::emulator_options()>& choose) {
        int to_parent[2] = {};
        int to_child[2] = {};
        REQUIRE(::pipe(to_parent) == 0);
        REQUIRE(::pipe(to_child) == 0);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            ::close(to_parent[0]);
            ::close(to_child[1]);
            serve(choose(), to_parent[1], to_child[0]);
        }
        ::close(to_parent[1]);
        ::close(to_child[0]);
        end_ = to_child[1];
        ca_pem_ = read_all(to_parent[0]);
        ::close(to_parent[0]);
        const std::size_t line_end = ca_pem_.find('\n');
        base_url_ = ca_pem_.substr(0, line_end);
        ca_pem_.erase(0, line_end + 1);
    }
    emulator_process(const emulator_process&) = delete;
    emulator_process& operator=(const emulator_process&) = delete;
    ~emulator_process() {
        ::close(end_);
        ::waitpid(child_, nullptr, 0);
    }

    /// With the key that an emulator has where none is chosen.
    client_options options(provider shape = provider::gemini) const {
        client_options chosen;
        chosen.base_url = base_url_ + (shape == provider::gemini ? "v1beta/openai/" : "v1/");
        chosen.api_key = "emulator-key";
        chosen.provider = shape;
        chosen.tls.ca_pem = ca_pem_;
        chosen.proxy = "";
        return chosen;
    }

private:
    [[noreturn]] static void serve(const testing::emulator_options& options, int out, int in) {
        {
            const testing::emulator server(options);
            const std::string told =
                "https://localhost:" + std::to_string(server.port()) + "/\n" + server.ca_pem();
            const bool written =
                ::write(out, told.data(), told.size()) == static_cast<ssize_t>(told.size());
            ::close(out);
            char nothing = 0;
            while (written && ::read(in, &nothing, 1) > 0) {
            }
        }
        ::_exit(EXIT_SUCCESS); // without what the parent would do at its end
    }

    static std::string read_all(int from) {
        std::string text;
        char buffer[4096];
        for (ssize_t count = 0; (count = ::read(from, buffer, sizeof buffer)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(count));
        }
        return text;
    }

    pid_t child_ = 0;
    int end_ = -1;
    std::string base_url_;
    std::string ca_pem_;
};

} // namespace coai::test
