#pragma once

#include <coai/json/type.hpp>

#include <set>

namespace coai::json::detail {

/// The structs that occur more than once in a type, those that contain themselves among them.
class struct_uses {
public:
    explicit struct_uses(const type& root) { visit(root); }

    bool is_repeated(const object_type& used) const { return repeated_.contains(&used); }

private:
    void visit(const type& used);

    std::set<const object_type*> seen_;
    std::set<const object_type*> repeated_;
};

} // namespace coai::json::detail
