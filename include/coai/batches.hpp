#pragma once

/// Batches: making their input, running them, reading their results.

#include <coai/batches/batch.hpp>
#include <coai/batches/input.hpp>
#include <coai/batches/resource.hpp>
#include <coai/batches/result.hpp>
#include <coai/batches/wait_options.hpp>
