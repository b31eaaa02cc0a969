#include "testing/query.hpp"

#include <boost/url/decode_view.hpp>
#include <boost/url/parse_query.hpp>

namespace coai::testing {

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
    if (query.empty()) // which Boost 1.81 would take for one parameter, at the null pointer
        return std::nullopt;
    const auto parsed =
        boost::urls::parse_query(boost::urls::string_view(query.data(), query.size()));
    if (!parsed)
        return std::nullopt;
    for (const auto parameter : *parsed) {
        if (*parameter.key == boost::urls::string_view(name.data(), name.size()))
            return parameter.value.decode();
    }
    return std::nullopt;
}

} // namespace coai::testing
