#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

extern char** environ;

namespace proxy {

/// Looks again and again, for a while, at something that another process does.
template <class Condition>
bool becomes_true(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

/// A program that runs until this is destroyed. What it says goes to a file.
class child_process {
public:
    child_process(std::vector<std::string> command, const std::string& output) {
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                           O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        // Above all, not the emulator's listening socket.
        ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        std::vector<char*> arguments;
        for (std::string& each : command)
            arguments.push_back(each.data());
        arguments.push_back(nullptr);
        const int failed =
            ::posix_spawnp(&pid_, arguments.front(), &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0)
            throw std::system_error(failed, std::generic_category(), command.front());
    }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;
    ~child_process() {
        signal(SIGTERM);
        if (!becomes_true([this] { return ::waitpid(pid_, nullptr, WNOHANG) == pid_; })) {
            signal(SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }

    void signal(int number) const { ::kill(pid_, number); }

    /// The processes that it started and that still run.
    std::set<pid_t> children() const {
        const std::string pid = std::to_string(pid_);
        std::ifstream listed("/proc/" + pid + "/task/" + pid + "/children");
        std::set<pid_t> result;
        for (pid_t child = 0; listed >> child;)
            result.insert(child);
        return result;
    }

private:
    pid_t pid_ = 0;
};

} // namespace proxy
