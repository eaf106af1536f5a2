#include "bench/gpu/rival.h"
#include "bench/gpu/side.h"

#include <dlfcn.h>

namespace bench::gpu {
namespace {

class RivalSide final : public Side {
public:
  RivalSide(const hd_rival &rival, int ordinal, size_t bytes) : rival_(rival) {
    check(rival_.open(ordinal), "open");
    for (void *&buffer : buffers_)
      check(rival_.allocate(&buffer, bytes), "allocate");
  }
  ~RivalSide() override { rival_.close(); }

  void upload(int buffer, const void *from, size_t bytes) override {
    check(rival_.upload(buffers_[buffer], from, bytes), "upload");
  }
  void download(void *to, int buffer, size_t bytes) override {
    check(rival_.download(to, buffers_[buffer], bytes), "download");
  }

  double milliseconds(const Job &job, int launches) override {
    std::vector<Argument> values = job.arguments;
    std::vector<void *> arguments;
    for (Argument &value : values)
      arguments.push_back(addressOf(value));
    hd_rival_launch launch{.kernel = job.kernel.empty() ? nullptr : job.kernel.c_str(),
                           .grid = {job.grid[0], job.grid[1], job.grid[2]},
                           .block = {job.block[0], job.block[1], job.block[2]},
                           .arguments = arguments.data(),
                           .from = buffers_[0],
                           .to = buffers_[1],
                           .bytes = job.resultElements * sizeof(float)};
    float milliseconds = 0;
    check(rival_.time(&launch, launches, &milliseconds), job.name.c_str());
    return milliseconds;
  }

private:
  static void check(const char *problem, const char *what) {
    if (problem)
      fail(std::string("nvcc's side: ") + what + ": " + problem);
  }
  void *addressOf(Argument &argument) {
    if (auto *buffer = std::get_if<BufferIndex>(&argument))
      return &buffers_[buffer->index];
    if (auto *value = std::get_if<int>(&argument))
      return value;
    return &std::get<float>(argument);
  }

  const hd_rival &rival_;
  void *buffers_[kBuffers] = {};
};

} // namespace

std::unique_ptr<Side> rivalSide(const std::string &path, int ordinal, size_t bytes, std::string &compiler) {
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  auto get = library ? reinterpret_cast<decltype(&hd_rival_get)>(dlsym(library, "hd_rival_get")) : nullptr;
  if (!get)
    fail(std::string("cannot open the kernels that nvcc compiled: ") + dlerror());
  compiler = get()->compiler;
  return std::make_unique<RivalSide>(*get(), ordinal, bytes);
}

} // namespace bench::gpu
