#include "tests/run/modules/process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace hd::test {
namespace {

// As it was at the start: some libraries change texts of it in place (Khronos' OpenCL loader cuts
// OCL_ICD_FILENAMES behind the first name).
const std::vector<std::string> kEnvironment = [] {
  std::vector<std::string> words;
  for (char **word = environ; *word; ++word)
    words.emplace_back(*word);
  return words;
}();

std::vector<char *> pointersTo(const std::vector<std::string> &words) {
  std::vector<char *> pointers;
  for (const std::string &word : words)
    pointers.push_back(const_cast<char *>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == 0)
      read = ends[0], write = ends[1];
  }
  ~Pipe() {
    closeEnd(read);
    closeEnd(write);
  }
  static void closeEnd(int &end) {
    if (end >= 0)
      close(end);
    end = -1;
  }
};

pid_t spawn(const std::vector<std::string> &command, Pipe &output, Pipe &errors, int &problem) {
  std::vector<char *> words = pointersTo(command), environment = pointersTo(kEnvironment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO);
  pid_t child = -1;
  problem = posix_spawn(&child, words[0], &actions, nullptr, words.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  output.closeEnd(output.write);
  errors.closeEnd(errors.write);
  return problem == 0 ? child : -1;
}

// False when the limit was reached before both ends were closed.
bool drain(Pipe &output, Pipe &errors, Ended &ended, std::chrono::steady_clock::time_point until) {
  while (output.read >= 0 || errors.read >= 0) {
    auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd ends[] = {{output.read, POLLIN, 0}, {errors.read, POLLIN, 0}};
    if (left.count() <= 0 || poll(ends, 2, static_cast<int>(left.count())) == 0)
      return false;
    for (int i = 0; i < 2; ++i) {
      char buffer[1 << 14];
      if (!(ends[i].revents & (POLLIN | POLLHUP)))
        continue;
      ssize_t got = read(ends[i].fd, buffer, sizeof buffer);
      if (got > 0)
        (i == 0 ? ended.output : ended.errors).append(buffer, static_cast<size_t>(got));
      else
        Pipe::closeEnd(i == 0 ? output.read : errors.read);
    }
  }
  return true;
}

} // namespace

Ended runProcess(const std::vector<std::string> &command, std::chrono::seconds limit) {
  Ended ended;
  Pipe output, errors;
  int problem = 0;
  pid_t child = spawn(command, output, errors, problem);
  if (child < 0) {
    ended.errors = "cannot start `" + command.front() + "`: " + std::strerror(problem);
    return ended;
  }
  if (!drain(output, errors, ended, std::chrono::steady_clock::now() + limit)) {
    kill(child, SIGKILL);
    ended.errors += "killed after " + std::to_string(limit.count()) + " s";
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ended;
}

} // namespace hd::test
