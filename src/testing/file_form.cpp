#include "testing/file_form.hpp"

#include "testing/request_error.hpp"

#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace coai::testing {

namespace {

constexpr std::size_t piece_size = 1024 * 1024;
constexpr std::size_t max_field_size = 64 * 1024;

} // namespace

file_form read_file_form(const request& asked) {
    if (!asked.form)
        throw request_error(400, "The request's Content-Type must be multipart/form-data with a "
                                 "boundary.");
    file_form form;
    std::string* field = nullptr;
    multipart_parser parser(form_boundary(asked.headers.find("content-type").value_or("")));
    parser.on_part = [&](const part_head& head) {
        field = head.name == "file" ? nullptr : &form.fields[head.name];
        if (!field) {
            form.head = head;
            form.file.emplace();
        }
    };
    parser.on_data = [&](std::string_view piece) {
        if (!field)
            form.file->append(piece);
        else if (field->size() + piece.size() <= max_field_size)
            *field += piece;
        else
            throw std::invalid_argument("a field is too large");
    };
    try {
        for (std::uint64_t at = 0; at < asked.form->size(); at += piece_size)
            parser.put(asked.form->read(at, piece_size));
    } catch (const std::invalid_argument& bad) {
        throw request_error(400, std::string("The form cannot be read: ") + bad.what() + '.');
    }
    if (!parser.done())
        throw request_error(400, "The form cannot be read: it has no end.");
    return form;
}

} // namespace coai::testing
