#include "bench/gpu/side.h"

namespace bench::gpu {
namespace {

class HeddleSide final : public Side {
public:
  HeddleSide(const hd::Device &device, const std::string &module, size_t bytes)
      : module_(take(device.load(std::filesystem::path(module)))), stream_(take(device.create_stream())),
        start_(take(device.create_event())), end_(take(device.create_event())) {
    for (hd::RawBuffer &buffer : buffers_) {
      buffer = hd::RawBuffer(device, bytes);
      require(buffer.status());
    }
  }

  void upload(int buffer, const void *from, size_t bytes) override {
    require(buffers_[buffer].copy_from_bytes(from, bytes, stream_));
  }
  void download(void *to, int buffer, size_t bytes) override {
    require(buffers_[buffer].copy_to_bytes(to, bytes, stream_));
  }

  double milliseconds(const Job &job, int launches) override {
    hd::Kernel kernel = job.kernel.empty() ? hd::Kernel() : take(module_.kernel(job.kernel));
    const hd::LaunchShape shape{.grid = {job.grid[0], job.grid[1], job.grid[2]},
                                .block = {job.block[0], job.block[1], job.block[2]},
                                .stream = stream_};
    std::vector<hd::ArgumentValue> arguments;
    for (const Argument &argument : job.arguments)
      arguments.push_back(valueOf(argument));
    require(start_.record(stream_));
    for (int i = 0; i < launches; ++i)
      require(job.kernel.empty() ? buffers_[1].view().copy_from(buffers_[0], stream_)
                                 : kernel.launch_raw(shape, arguments));
    require(end_.record(stream_));
    require(end_.synchronize());
    require(stream_.synchronize()); // failures of the kernels
    return take(end_.elapsed_milliseconds(start_));
  }

private:
  template <class T> static T take(hd::Result<T> result) {
    require(result.status());
    return *std::move(result);
  }
  hd::ArgumentValue valueOf(const Argument &argument) const {
    if (auto *buffer = std::get_if<BufferIndex>(&argument))
      return hd::ArgumentValue::buffer(buffers_[buffer->index]);
    if (auto *value = std::get_if<int>(&argument))
      return hd::ArgumentValue::scalar(hd::abi::Scalar::kInt32, value, sizeof *value);
    const auto &value = std::get<float>(argument);
    return hd::ArgumentValue::scalar(hd::abi::Scalar::kFloat32, &value, sizeof value);
  }

  hd::Module module_;
  hd::Stream stream_;
  hd::Event start_, end_;
  hd::RawBuffer buffers_[kBuffers];
};

} // namespace

std::unique_ptr<Side> heddleSide(const hd::Device &device, const std::string &module, size_t bytes) {
  return std::make_unique<HeddleSide>(device, module, bytes);
}

} // namespace bench::gpu
