#pragma once

#include "testing/dialect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace coai::testing {

/// Why a request gets an error for an answer; routes throw it.
class request_error : public std::runtime_error {
public:
    request_error(unsigned http_status, const std::string& message,
                  std::string_view openai_code = {}, std::string_view openai_param = {})
        : std::runtime_error(message),
          status(http_status),
          code(openai_code),
          param(openai_param) {}

    unsigned status;
    /// OpenAI's; null where empty.
    std::string code;
    std::string param;
    /// Google's; left out where empty.
    boost::json::array details;
};

/// Google's name of a status, for example "INVALID_ARGUMENT" of 400.
std::string_view google_status(unsigned http_status) noexcept;

/// `{"error":{…}}` with the members that the dialect has.
boost::json::object error_object(const request_error& error, dialect shape);

/// The body of an error response: Gemini's is an array of one object.
std::string error_body(const request_error& error, dialect shape);

} // namespace coai::testing
