// Draws how training went: the loss curves and the confusion matrix of the held-out samples.
#pragma once

#include "network.h"

#include <string>
#include <vector>

namespace digits {

// What was measured after each epoch.
struct History {
  std::vector<Evaluation> train, held_out;

  void add(const Evaluation &on_train, const Evaluation &on_held_out) {
    train.push_back(on_train);
    held_out.push_back(on_held_out);
  }
  const Evaluation &last() const { return held_out.back(); }
};

// Writes a PNG file; false, with a message on stderr, if that fails.
bool draw(const History &history, const std::string &path);

} // namespace digits
