#include "json/document.hpp"

#include "json/text.hpp"

namespace coai::json::detail {

namespace {

// Recursion here is as deep as the tape's parser allowed.
void push(boost::json::value_stack& stack, const token& from) {
    switch (from.what) {
    case token::kind::null:
        stack.push_null();
        break;
    case token::kind::boolean:
        stack.push_bool(from.boolean);
        break;
    case token::kind::integer:
        stack.push_int64(from.integer);
        break;
    case token::kind::unsigned_integer:
        stack.push_uint64(from.unsigned_integer);
        break;
    case token::kind::real:
        stack.push_double(from.real);
        break;
    case token::kind::string:
        stack.push_string(from.str());
        break;
    case token::kind::array:
        for (const token* element = &from + 1; element != from.next(); element = element->next())
            push(stack, *element);
        stack.push_array(from.size);
        break;
    case token::kind::object:
        for (const token* key = &from + 1; key != from.next(); key = key[1].next()) {
            stack.push_key(key->str());
            push(stack, key[1]);
        }
        stack.push_object(from.size);
        break;
    }
}

} // namespace

boost::json::value to_document(const token& from, boost::json::value_stack& stack) {
    switch (from.what) {
    case token::kind::null:
        return nullptr;
    case token::kind::boolean:
        return from.boolean;
    case token::kind::integer:
        return from.integer;
    case token::kind::string:
        return boost::json::string_view(from.text, from.size);
    default:
        stack.reset();
        push(stack, from);
        return stack.release();
    }
}

void append_token(std::string& out, const token& from) {
    char separator = from.what == token::kind::array ? '[' : '{';
    switch (from.what) {
    case token::kind::null:
        out += "null";
        break;
    case token::kind::boolean:
        out += from.boolean ? "true" : "false";
        break;
    case token::kind::integer:
    case token::kind::unsigned_integer:
    case token::kind::real:
        out += from.str();
        break;
    case token::kind::string:
        append_string(out, from.str());
        break;
    case token::kind::array:
        for (const token* element = &from + 1; element != from.next(); element = element->next()) {
            out += separator;
            separator = ',';
            append_token(out, *element);
        }
        out += from.size == 0 ? "[]" : "]";
        break;
    case token::kind::object:
        for (const token* key = &from + 1; key != from.next(); key = key[1].next()) {
            out += separator;
            separator = ',';
            append_string(out, key->str());
            out += ':';
            append_token(out, key[1]);
        }
        out += from.size == 0 ? "{}" : "}";
        break;
    }
}

} // namespace coai::json::detail
