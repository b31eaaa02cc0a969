#pragma once

namespace coai::testing {

class router;

/// Adds POST images/generations.
void add_image_route(router& routes);

} // namespace coai::testing
