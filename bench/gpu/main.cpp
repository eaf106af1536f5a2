// bench_gpu MODULE [--device NAME] [--rival LIBRARY] [--elements N] [--windows N]: each job beside nvcc's
// kernels, in windows of some milliseconds that alternate; medians count. Results are checked before. The
// rate is that of the bytes that must move, beside that of a copy on the device, which is the ceiling.
#include "bench/gpu/side.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace bench::gpu {

void fail(const std::string &message) {
  std::fprintf(stderr, "bench_gpu: error: %s\n", message.c_str());
  std::exit(1);
}

void require(const hd::Status &status) {
  if (!status)
    fail(status.to_string());
}

namespace {

constexpr double kWindow = 4; // milliseconds, about
constexpr int kMostLaunches = 1000;

struct Options {
  std::string module, device = "cuda:0", rival;
  size_t elements = size_t{1} << 26;
  int windows = 15;
};

struct Row {
  std::string name, fault;
  double bytes, ours, theirs; // milliseconds; 0 where there is no rival
};

std::string checkOnce(Side &side, const Job &job, const Data &data) {
  const void *contents[kBuffers] = {job.ofWords ? static_cast<const void *>(data.words.data())
                                                : data.first.data(),
                                    data.second.data(), data.zeros.data()};
  for (int buffer = 0; buffer < kBuffers; ++buffer)
    side.upload(buffer, contents[buffer], data.first.size() * sizeof(float));
  side.milliseconds(job, 1);
  std::vector<uint32_t> result(job.resultElements);
  side.download(result.data(), job.result, result.size() * sizeof(uint32_t));
  return job.fault(data, result);
}

double median(std::vector<double> values) {
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

int launchesPerWindow(Side &side, const Job &job) {
  side.milliseconds(job, 3);
  double one = side.milliseconds(job, 3) / 3;
  return static_cast<int>(std::clamp(std::ceil(kWindow / std::max(one, 1e-6)), 1.0, double{kMostLaunches}));
}

Row measure(const Job &job, const Data &data, const std::vector<std::unique_ptr<Side>> &sides, int windows) {
  Row row{job.name, "", job.bytes, 0, 0};
  std::vector<std::vector<double>> times(2);
  std::vector<int> launches;
  for (const auto &side : sides) {
    if (std::string fault = checkOnce(*side, job, data); !fault.empty())
      row.fault += (side == sides[0] ? "heddle: " : "nvcc: ") + fault + "; ";
    launches.push_back(launchesPerWindow(*side, job));
  }
  for (int window = 0; window < windows; ++window)
    for (size_t i = 0; i < sides.size(); ++i)
      times[i].push_back(sides[i]->milliseconds(job, launches[i]) / launches[i]);
  row.ours = median(times[0]);
  row.theirs = sides.size() > 1 ? median(times[1]) : 0;
  return row;
}

double rate(double bytes, double milliseconds) { return bytes / (milliseconds * 1e6); }

void print(const std::vector<Row> &rows) {
  double ceiling = rate(rows[0].bytes, rows[0].ours);
  if (rows[0].theirs > 0)
    ceiling = std::max(ceiling, rate(rows[0].bytes, rows[0].theirs));
  std::printf("| kernel          | heddle      | GB/s    | of copy | nvcc        | nvcc/heddle |\n"
              "| --------------- | ----------- | ------- | ------- | ----------- | ----------- |\n");
  for (const Row &row : rows) {
    double reached = rate(row.bytes, row.ours);
    std::printf("| %-15s | %8.1f us | %7.1f | %6.1f%% |", row.name.c_str(), row.ours * 1e3, reached,
                reached / ceiling * 100);
    if (row.theirs > 0)
      std::printf(" %8.1f us | %11.2f |\n", row.theirs * 1e3, row.theirs / row.ours);
    else
      std::printf("             |             |\n");
  }
  for (const Row &row : rows)
    if (!row.fault.empty())
      std::printf("WRONG: %s: %s\n", row.name.c_str(), row.fault.c_str());
}

Options parse(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
    bool named = word.starts_with("--");
    i += named;
    if (word == "--device")
      options.device = value;
    else if (word == "--rival")
      options.rival = value;
    else if (word == "--elements")
      options.elements = std::strtoull(value.c_str(), nullptr, 0);
    else if (word == "--windows")
      options.windows = std::max(1, std::atoi(value.c_str()));
    else if (!named && options.module.empty())
      options.module = word;
    else
      fail("unexpected `" + word + "`");
  }
  bool power = options.elements >= 1 << 20 && options.elements <= 1 << 28 &&
               (options.elements & (options.elements - 1)) == 0;
  if (options.module.empty() || !power)
    fail("expected a module, and for --elements a power of two from 2^20 to 2^28");
  return options;
}

int ordinalOf(const std::string &device) {
  size_t colon = device.find(':');
  return colon == device.npos ? 0 : std::atoi(device.c_str() + colon + 1);
}

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  auto device = hd::Device::open(options.device);
  require(device.status());
  std::string compiler = "none";
  std::vector<std::unique_ptr<Side>> sides;
  sides.push_back(heddleSide(*device, options.module, options.elements * sizeof(float)));
  if (!options.rival.empty())
    sides.push_back(
        rivalSide(options.rival, ordinalOf(options.device), options.elements * sizeof(float), compiler));
  const Data data(options.elements);
  std::vector<Row> rows;
  for (const Job &job : makeJobs(options.elements, device->properties().parallelism))
    rows.push_back(measure(job, data, sides, options.windows));
  print(rows);
  std::printf("\n%s, driver %s; arrays of %.0f MiB; medians of %d windows; rival: %s\n",
              device->properties().description.c_str(), device->properties().driver_version.c_str(),
              static_cast<double>(options.elements) * sizeof(float) / (1 << 20), options.windows,
              compiler.c_str());
  return std::all_of(rows.begin(), rows.end(), [](const Row &row) { return row.fault.empty(); }) ? 0 : 1;
}

} // namespace
} // namespace bench::gpu

int main(int argc, char **argv) { return bench::gpu::main(argc, argv); }
