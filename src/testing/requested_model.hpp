#pragma once

#include "testing/dialect.hpp"

#include <coai/testing/emulator_options.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace coai::testing {

/// What a model must be able to do for a request.
struct model_task {
    /// Google's name of it, such as "embedContent".
    std::string_view method;
    /// The names of models that can have one of these in them.
    std::vector<std::string_view> marks;
};

/// "models/x" as "x".
std::string_view short_model(std::string_view name) noexcept;

/// The member `model` of a request, as it was sent.
/// @throws request_error where there is none, or no such model that is up to the task.
std::string requested_model(const boost::json::object& payload, dialect shape,
                            const emulator_options& options, const model_task& task);

} // namespace coai::testing
