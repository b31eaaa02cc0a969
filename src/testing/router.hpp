#pragma once

#include "testing/dialect.hpp"
#include "testing/emulator_state.hpp"
#include "testing/reply.hpp"
#include "testing/request.hpp"
#include "testing/request_error.hpp"

#include <coai/testing/emulator_options.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

class router;

/// What a route gets to see.
struct exchange {
    const request& asked;
    const emulator_options& options;
    emulator_state& state;
    dialect shape;
    /// What the star at the end of the route's path stands for.
    std::string_view rest;
    /// All routes, for one that answers with what others do.
    const router& routes;
};

/// Answers a request whose credential is good, or throws request_error.
using route_handler = std::function<reply(const exchange&)>;

/// Finds the route of a request, checks the credential, and gives errors their shape. Every
/// resource adds its routes in a file of its own. Immutable once the server runs, so thread-safe.
class router {
public:
    /// `options` and `state` must outlive it.
    router(const emulator_options& options, emulator_state& state)
        : options_(options), state_(state) {}

    /// Adds a route at a path from the root; a star at its end stands for any text but none.
    void add(std::string method, std::string path, dialect shape, route_handler handler);
    /// The same for a route that has a use for requests of which only a part has come.
    void add_partial(std::string method, std::string path, dialect shape, route_handler handler);
    /// Adds a route, such as "chat/completions", below Gemini's and OpenAI's base path.
    void add_compatible(const std::string& method, const std::string& resource,
                        const route_handler& handler);

    reply handle(const request& asked) const;
    /// Lets a route that has a use for it have a part of a request, which gets no answer.
    void handle_part(const request& asked) const;
    /// The error as an answer, in the shape that belongs to the request's path.
    reply refuse(const request& asked, const request_error& error) const;
    /// Adds the headers that every response on the request's path has.
    void decorate(reply& answer, const request& asked) const;

private:
    struct route {
        std::string method;
        std::string path;
        dialect shape;
        route_handler handler;
        bool takes_part = false;
    };

    const route* find(const request& asked, std::string_view& rest) const;

    const emulator_options& options_;
    emulator_state& state_;
    std::vector<route> routes_;
};

/// A router with the routes of all resources.
router make_router(const emulator_options& options, emulator_state& state);

} // namespace coai::testing
