// Runs a program to its end and keeps what it wrote.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace hd::test {

struct Ended {
  int code = -1; // of the exit; minus the signal that ended it
  std::string output, errors;
};

// Killed, with a note in `errors`, when it takes longer than the limit.
Ended runProcess(const std::vector<std::string> &command, std::chrono::seconds limit);

} // namespace hd::test
