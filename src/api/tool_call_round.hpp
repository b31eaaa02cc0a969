#pragma once

#include <coai/chat/tool.hpp>
#include <coai/tool_run.hpp>
#include <coai/toolbox.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace coai::api {

/// Runs the tools that the model has called together.
class tool_call_round {
public:
    /// All must outlive run().
    tool_call_round(const toolbox& tools, const tool_run_options& options,
                    const std::vector<chat::tool_call>& calls)
        : tools_(tools), options_(options), calls_(calls), results_(calls.size()) {}

    /// Runs at most that many at once, each as a coroutine of its own on the executor of the one
    /// that awaits this; ends when all have, also when cancelled or failed.
    /// @return What the model is told, in the order of the calls.
    boost::asio::awaitable<std::vector<std::string>> run(std::size_t at_once);

private:
    boost::asio::awaitable<void> work();
    boost::asio::awaitable<std::string> result_of(const chat::tool_call& call);
    boost::asio::awaitable<std::string> call_tool(const chat::tool_call& call);
    boost::asio::awaitable<std::string> call_with_limit(const toolbox::handler& handler,
                                                        const chat::tool_call& call);

    const toolbox& tools_;
    const tool_run_options& options_;
    const std::vector<chat::tool_call>& calls_;
    std::vector<std::string> results_;
    std::size_t next_ = 0;
};

} // namespace coai::api
