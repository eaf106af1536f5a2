// Learns to read handwritten digits with kernels written in Heddle's language.
#include "data.h"
#include "network.h"
#include "plot.h"
#include "support.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace digits;
using example::check;

namespace {

struct Options {
  int epochs = 40, batch = 32;
  uint32_t seed = 1;
  float rate = 2e-3f;
  double require = 0;
  std::string device = "cpu", out = ".", save, data = example::kernel_file("digits.csv.gz"),
              kernels = example::kernel_file("digits.hd");
};

void add_options(CLI::App &app, Options &options) {
  app.add_option("--epochs", options.epochs, "Passes over the training data")->check(CLI::Range(1, 100000));
  app.add_option("--batch", options.batch, "Samples per step")->check(CLI::Range(1, 100000));
  app.add_option("--seed", options.seed, "Of the split, the weights and the order of samples");
  app.add_option("--learning-rate", options.rate, "Step size of Adam")->check(CLI::PositiveNumber);
  app.add_option("--device", options.device, "Where to run: cpu, cpu:avx2, vulkan:0, ...");
  app.add_option("--data", options.data, "CSV file, may be gzipped")->check(CLI::ExistingFile);
  app.add_option("--kernels", options.kernels, "digits.hd, or the module (.hdm) that it was built to")
      ->check(CLI::ExistingFile);
  app.add_option("--out,--output", options.out, "Folder for the picture digits.png");
  app.add_option("--save,--weights", options.save,
                 "File for the trained parameters: NumPy if it ends with .npy, else raw floats");
  app.add_option("--require", options.require, "Fail below this held-out accuracy, for tests");
  for (CLI::Option *option : app.get_options())
    if (option->get_expected_max() > 0 && option->get_name() != "--save")
      option->capture_default_str();
}

void print_confusion(const Confusion &confusion) {
  std::printf("\nheld-out digits: rows are labels, columns are answers\n     ");
  for (int answer = 0; answer < kClasses; ++answer)
    std::printf("%4d", answer);
  for (int label = 0; label < kClasses; ++label) {
    std::printf("\n%4d ", label);
    for (int count : confusion[label])
      count ? std::printf("%4d", count) : std::printf("   .");
  }
  std::printf("\n");
}

// Of a NumPy file, version 1.0: magic, version, and a dictionary, padded to 64 bytes.
std::string npy_header(size_t count) {
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(count) + ",), }";
  text.resize((10 + text.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
  text += '\n';
  const std::string size{static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
  return std::string("\x93NUMPY\x01\x00", 8) + size + text;
}

void save(const std::string &path, const std::vector<float> &values) {
  std::ofstream file(path, std::ios::binary);
  if (path.ends_with(".npy"))
    file << npy_header(values.size());
  file.write(reinterpret_cast<const char *>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(float)));
  if (!file.flush())
    check(hd::Status(hd::StatusCode::io_error, "cannot write `" + path + "`"));
}

void make_folder(const std::string &path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    check(hd::Status(hd::StatusCode::io_error, "cannot make the folder `" + path + "`: " + error.message()));
}

History fit(Network &network, const DeviceSamples &train, const DeviceSamples &held_out,
            const Options &options) {
  History history;
  std::printf("epoch   loss (train)  loss (held out)   accuracy (train)  (held out)   time\n");
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    const uint64_t order_seed = (uint64_t{options.seed} << 32) + static_cast<uint64_t>(epoch);
    Evaluation on_train, on_held_out;
    const double seconds = example::fastest(1, [&] {
      network.train(train, shuffled(train.count, order_seed), options.batch, options.rate);
      on_train = network.evaluate(train);
      on_held_out = network.evaluate(held_out);
    });
    std::printf("%5d %14.4f %16.4f %17.2f%% %10.2f%% %4.0f ms\n", epoch, on_train.loss, on_held_out.loss,
                on_train.accuracy * 100, on_held_out.accuracy * 100, seconds * 1e3);
    std::fflush(stdout);
    history.add(on_train, on_held_out);
  }
  return history;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  CLI::App app("Learns to read handwritten digits: a two-layer perceptron on a Heddle device");
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  make_folder(options.out);

  const Split data = split(read_samples(options.data), options.seed);
  auto device = check(hd::Device::open(options.device));
  std::printf("%d training and %d held-out images on %s (%u threads)\n", data.train.count(),
              data.held_out.count(), device.properties().description.c_str(),
              device.properties().parallelism);
  const DeviceSamples train(device, data.train), held_out(device, data.held_out);
  Network network(device, options.kernels, data.train.count(), options.seed);
  const History history = fit(network, train, held_out, options);

  print_confusion(history.last().confusion);
  const std::string picture = (std::filesystem::path(options.out) / "digits.png").string();
  if (!draw(history, picture))
    return 1;
  if (!options.save.empty())
    save(options.save, network.parameters());
  std::printf("\nheld-out accuracy %.2f%%; loss curve and confusion matrix drawn to %s\n",
              history.last().accuracy * 100, picture.c_str());
  if (history.last().accuracy < options.require) {
    std::fprintf(stderr, "error: --require asks for %.2f%%\n", options.require * 100);
    return 1;
  }
}
