#include "network.h"

#include "support.h"

#include <algorithm>
#include <cmath>

namespace digits {

using example::check;

namespace {

constexpr int kTile = 16, kReduction = 128; // TILE and BLOCK of digits.hd
constexpr float kBeta1 = 0.9f, kBeta2 = 0.999f;

int groups(int count, int size) { return (count + size - 1) / size; }

hd::Module load(const hd::Device &device, const std::string &kernels) {
  return check(kernels.ends_with(".hdm") ? device.load(kernels) : device.compile_file(kernels));
}

} // namespace

DeviceSamples::DeviceSamples(const hd::Device &device, const Samples &samples)
    : pixels(device, samples.pixels), labels(device, samples.labels), count(samples.count()) {}

Network::Parameters::Parameters(const hd::Device &device, int count)
    : values(device, count), gradient(device, count), moment1(device, count), moment2(device, count),
      count(count) {
  check(values.fill(0));
  check(moment1.fill(0));
  check(moment2.fill(0));
}

Network::Network(const hd::Device &device, const std::string &kernels, int rows, uint32_t seed)
    : device_(device), module_(load(device, kernels)), weights1_(device, kPixels * kHidden),
      bias1_(device, kHidden), weights2_(device, kHidden * kClasses), bias2_(device, kClasses),
      hidden_(device, size_t(rows) * kHidden), scores_(device, size_t(rows) * kClasses),
      hidden_gradient_(device, size_t(rows) * kHidden), losses_(device, rows), mean_loss_(device, 1),
      batch_pixels_(device, size_t(rows) * kPixels), batch_labels_(device, rows), order_(device, rows),
      confusion_(device, kClasses * kClasses), right_(device, 1) {
  for (const std::string &name : module_.kernel_names())
    kernels_.emplace(name, check(module_.kernel(name)));
  draw_weights(weights1_, kPixels, 2 * seed);
  draw_weights(weights2_, kHidden, 2 * seed + 1);
}

template <class... Args>
void Network::launch(const char *kernel, hd::Dim3 grid, hd::Dim3 block, const Args &...args) {
  check(kernels_.at(kernel).launch({.grid = grid, .block = block}, args...));
}

template <class... Args> void Network::per_element(const char *kernel, int count, const Args &...args) {
  launch(kernel, groups(count, 256), 256, args...);
}

void Network::multiply(const char *kernel, const hd::BufferView &a, const hd::BufferView &b,
                       const hd::BufferView &c, int m, int n, int k) {
  launch(kernel, {groups(n, kTile), groups(m, kTile)}, {kTile, kTile}, a, b, c, m, n, k);
}

// He's bound for layers with ReLU.
void Network::draw_weights(Parameters &weights, int inputs, uint32_t seed) {
  const float limit = std::sqrt(6.0f / static_cast<float>(inputs));
  per_element("random_weights", weights.count, weights.values, weights.count, seed, limit);
}

void Network::forward(const hd::BufferView &pixels, int rows) {
  multiply("product", pixels, weights1_.values, hidden_, rows, kHidden, kPixels);
  per_element("add_bias_relu", rows * kHidden, hidden_, bias1_.values, rows, kHidden);
  multiply("product", hidden_, weights2_.values, scores_, rows, kClasses, kHidden);
  per_element("add_bias", rows * kClasses, scores_, bias2_.values, rows, kClasses);
}

void Network::softmax(const hd::BufferView &labels, int rows) {
  launch("softmax_cross_entropy", rows, kReduction, scores_, labels, losses_, rows, kClasses);
}

// From the gradient of the scores, which softmax() left in their place, to that of all parameters.
void Network::backward(int rows) {
  multiply("product_turned_a", hidden_, scores_, weights2_.gradient, kHidden, kClasses, rows);
  launch("column_sums", kClasses, kReduction, scores_, bias2_.gradient, rows, kClasses);
  multiply("product_turned_b", scores_, weights2_.values, hidden_gradient_, rows, kHidden, kClasses);
  per_element("relu_gradient", rows * kHidden, hidden_gradient_, hidden_, rows * kHidden);
  multiply("product_turned_a", batch_pixels_, hidden_gradient_, weights1_.gradient, kPixels, kHidden, rows);
  launch("column_sums", kHidden, kReduction, hidden_gradient_, bias1_.gradient, rows, kHidden);
}

void Network::update(Parameters &parameters, float rate) {
  const float correction1 = 1.0f - std::pow(kBeta1, static_cast<float>(steps_));
  const float correction2 = 1.0f - std::pow(kBeta2, static_cast<float>(steps_));
  per_element("adam", parameters.count, parameters.values, parameters.gradient, parameters.moment1,
              parameters.moment2, parameters.count, rate, kBeta1, kBeta2, correction1, correction2);
}

void Network::train(const DeviceSamples &samples, const std::vector<int> &order, int batch, float rate) {
  check(order_.copy_from(order));
  for (int first = 0; first < samples.count; first += batch) {
    const int rows = std::min(batch, samples.count - first);
    per_element("gather_batch", rows * kPixels, samples.pixels, samples.labels, order_, first, rows, kPixels,
                batch_pixels_, batch_labels_);
    forward(batch_pixels_, rows);
    softmax(batch_labels_, rows);
    backward(rows);
    ++steps_;
    for (Parameters *parameters : {&weights1_, &bias1_, &weights2_, &bias2_})
      update(*parameters, rate);
  }
}

Evaluation Network::evaluate(const DeviceSamples &samples) {
  Evaluation result;
  check(confusion_.fill(0));
  check(right_.fill(0));
  forward(samples.pixels, samples.count);
  per_element("count_answers", samples.count, scores_, samples.labels, samples.count, kClasses, confusion_,
              right_);
  softmax(samples.labels, samples.count);
  launch("mean", 1, kReduction, losses_, mean_loss_, samples.count);
  result.loss = check(mean_loss_.to_vector())[0];
  result.accuracy = double(check(right_.to_vector())[0]) / samples.count;
  std::vector<int> counts = check(confusion_.to_vector());
  for (int label = 0; label < kClasses; ++label)
    std::copy_n(counts.begin() + label * kClasses, kClasses, result.confusion[label].begin());
  return result;
}

std::vector<float> Network::parameters() const {
  std::vector<float> all;
  for (const Parameters *part : {&weights1_, &bias1_, &weights2_, &bias2_}) {
    std::vector<float> values = check(part->values.to_vector());
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

} // namespace digits
