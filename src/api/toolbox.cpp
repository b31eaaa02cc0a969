#include <coai/toolbox.hpp>

#include "http/failure.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <cstddef>

namespace coai {

namespace {

std::string_view name_of(const chat::tool& definition) noexcept {
    if (definition.function_tool) {
        return definition.function_tool->name;
    }
    const boost::json::value* name =
        definition.custom ? definition.custom->if_contains("name") : nullptr;
    return name && name->is_string() ? std::string_view(name->get_string()) : std::string_view();
}

} // namespace

toolbox& toolbox::add(chat::tool definition, handler run) {
    const std::string_view name = name_of(definition);
    if (name.empty()) {
        detail::throw_usage_error(errc::invalid_request, "tools", "a tool needs a name");
    }
    if (find(name)) {
        detail::throw_usage_error(errc::invalid_request, "tools",
                                  "there is a tool \"" + std::string(name) + "\" already");
    }
    handlers_.push_back(std::move(run));
    definitions_.push_back(std::move(definition));
    return *this;
}

const toolbox::handler* toolbox::find(std::string_view name) const noexcept {
    const auto found = std::find_if(definitions_.begin(), definitions_.end(),
                                    [name](const chat::tool& t) { return name_of(t) == name; });
    return found == definitions_.end()
               ? nullptr
               : &handlers_[static_cast<std::size_t>(found - definitions_.begin())];
}

} // namespace coai
