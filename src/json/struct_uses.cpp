#include "json/struct_uses.hpp"

namespace coai::json::detail {

void struct_uses::visit(const type& used) {
    switch (used.kind) {
    case shape::optional:
        visit(*static_cast<const optional_type&>(used).element);
        break;
    case shape::array:
        visit(*static_cast<const array_type&>(used).element);
        break;
    case shape::map:
        visit(*static_cast<const map_type&>(used).element);
        break;
    case shape::choice:
        for (const type* alternative : static_cast<const choice_type&>(used).alternatives)
            visit(*alternative);
        break;
    case shape::object: {
        const auto& object = static_cast<const object_type&>(used);
        if (!seen_.insert(&object).second) {
            repeated_.insert(&object);
            break;
        }
        for (const field& member : object.fields)
            visit(*member.value);
        break;
    }
    default:
        break;
    }
}

} // namespace coai::json::detail
