#pragma once

/// Everything but testing/.

#include <coai/batches.hpp>
#include <coai/chat.hpp>
#include <coai/client.hpp>
#include <coai/embeddings.hpp>
#include <coai/error.hpp>
#include <coai/files.hpp>
#include <coai/gemini.hpp>
#include <coai/generator.hpp>
#include <coai/headers.hpp>
#include <coai/images.hpp>
#include <coai/json.hpp>
#include <coai/models.hpp>
#include <coai/open_enum.hpp>
#include <coai/options.hpp>
#include <coai/polling_options.hpp>
#include <coai/pool_statistics.hpp>
#include <coai/provider.hpp>
#include <coai/response.hpp>
#include <coai/result.hpp>
#include <coai/retry.hpp>
#include <coai/schema.hpp>
#include <coai/secret.hpp>
#include <coai/tool_run.hpp>
#include <coai/toolbox.hpp>
#include <coai/tools.hpp>
#include <coai/usage.hpp>
#include <coai/version.hpp>
