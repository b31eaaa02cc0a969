#include "faults/outcomes.hpp"

#include <coai/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace coai::faults {

std::string name_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const error& failed) {
        if (failed.path().empty() || failed.method().empty())
            throw violation(std::string("an error does not say where: ") + failed.what());
        if (std::string(failed.what()).find("emulator-key") != std::string::npos)
            throw violation("an error holds the key");
        return failed.code().message();
    } catch (const boost::system::system_error& other) {
        if (other.code() != boost::asio::error::operation_aborted)
            throw violation(std::string("a call threw ") + other.what());
        return "cancelled";
    } catch (const violation&) {
        throw;
    } catch (const std::exception& other) {
        throw violation(std::string("a call threw ") + other.what());
    }
}

} // namespace coai::faults
