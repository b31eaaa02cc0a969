#pragma once

#include "testing/router.hpp"

#include <boost/json/parse.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A router with its state, asked without a connection.
class asked_router {
public:
    using header_list = std::vector<std::pair<std::string, std::string>>;

    explicit asked_router(
        const coai::testing::emulator_options& chosen = coai::testing::emulator_options())
        : options(chosen), routes(coai::testing::make_router(options, state)) {}

    static coai::testing::request make(std::string method, std::string target,
                                       const header_list& headers, std::string body) {
        coai::testing::request asked;
        asked.method = std::move(method);
        asked.target = std::move(target);
        asked.headers.add("host", "localhost:1");
        if (asked.target.starts_with("/v1/"))
            asked.headers.add("authorization", "Bearer emulator-key");
        else
            asked.headers.add("x-goog-api-key", "emulator-key");
        for (const auto& [name, value] : headers)
            asked.headers.set(name, value);
        asked.body = std::move(body);
        return asked;
    }

    coai::testing::reply ask(std::string method, std::string target,
                             const header_list& headers = {}, std::string body = {}) const {
        return routes.handle(make(std::move(method), std::move(target), headers, std::move(body)));
    }

    coai::testing::emulator_options options;
    coai::testing::emulator_state state;
    coai::testing::router routes;
};

inline std::string body_of(const coai::testing::reply& answer) {
    return answer.content ? answer.content.all() : answer.events.front().text;
}

inline boost::json::value json_of(const coai::testing::reply& answer) {
    return boost::json::parse(body_of(answer));
}
