// A two-layer perceptron, 64 pixels -> 128 ReLU -> 10 classes, that lives on a device. Each step is a kernel
// of digits.hd.
#pragma once

#include "data.h"

#include <heddle/heddle.h>

#include <array>
#include <map>

namespace digits {

constexpr int kHidden = 128;

using Confusion = std::array<std::array<int, kClasses>, kClasses>; // [label][answer]

struct Evaluation {
  double loss = 0, accuracy = 0;
  Confusion confusion{};
};

// Samples in device memory.
struct DeviceSamples {
  DeviceSamples(const hd::Device &device, const Samples &samples);
  hd::Buffer<float> pixels;
  hd::Buffer<int> labels;
  int count;
};

class Network {
public:
  // Compiles the kernels, or loads them when `kernels` is a module (.hdm), and draws the initial weights.
  // `rows`: the most samples that a call will be given.
  Network(const hd::Device &device, const std::string &kernels, int rows, uint32_t seed);

  // One step per batch over all samples, in the given order.
  void train(const DeviceSamples &samples, const std::vector<int> &order, int batch, float rate);
  Evaluation evaluate(const DeviceSamples &samples);
  // All weights and biases, layer by layer.
  std::vector<float> parameters() const;

private:
  // Weights or a bias, with what Adam keeps about them.
  struct Parameters {
    Parameters(const hd::Device &device, int count);
    hd::Buffer<float> values, gradient, moment1, moment2;
    int count;
  };

  template <class... Args>
  void launch(const char *kernel, hd::Dim3 grid, hd::Dim3 block, const Args &...args);
  template <class... Args> void per_element(const char *kernel, int count, const Args &...args);
  void multiply(const char *kernel, const hd::BufferView &a, const hd::BufferView &b, const hd::BufferView &c,
                int m, int n, int k);
  void draw_weights(Parameters &weights, int inputs, uint32_t seed);
  void forward(const hd::BufferView &pixels, int rows);
  void softmax(const hd::BufferView &labels, int rows);
  void backward(int rows);
  void update(Parameters &parameters, float rate);

  hd::Device device_;
  hd::Module module_;
  std::map<std::string, hd::Kernel> kernels_;
  Parameters weights1_, bias1_, weights2_, bias2_;
  hd::Buffer<float> hidden_, scores_, hidden_gradient_, losses_, mean_loss_, batch_pixels_;
  hd::Buffer<int> batch_labels_, order_, confusion_, right_;
  int steps_ = 0;
};

} // namespace digits
