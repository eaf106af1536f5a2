// A vendor library for the tests of drivers/gpu: CUDA's driver API, or with HD_FAKE_HIP HIP's, over host
// memory. All commands of a device go through one queue with a thread, which is an order that streams allow.
// The kernels of tests/runtime/kernels are built in; those of PTX run on ptx/machine.h. It is strict where
// the real ones are: a call without a context, from a host function, or behind a fault fails.
#include "tests/runtime/drivers/gpu/fake_kernels.h"
#include "tests/runtime/drivers/gpu/ptx/machine.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#ifdef HD_FAKE_HIP
#define FAKE(cuda, hip) extern "C" int hip
constexpr uintptr_t kEndOfOptions = 3;
#else
#define FAKE(cuda, hip) extern "C" int cuda
constexpr uintptr_t kEndOfOptions = 0;
#endif

namespace {

enum { kOk = 0, kInvalid = 1, kOutOfMemory = 2, kNoContext = 201, kNotFound = 500, kIllegalAddress = 700 };
enum { kNotReady = 600, kNotPermitted = 800 };
constexpr size_t kMemory = size_t{1} << 30;
constexpr size_t kSharedBytes = 232448; // of a block

thread_local bool insideHostFunction = false;

// A device's commands, run in the order in which they were given. Lives as long as the process.
class Queue {
public:
  void post(std::function<void()> command) {
    std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
    ++posted_;
    if (!started_)
      std::thread([this] { run(); }).detach();
    started_ = true;
    changed_.notify_all();
  }
  void drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&, until = posted_] { return finished_ >= until; });
  }

private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return !commands_.empty(); });
      std::function<void()> command = std::move(commands_.front());
      commands_.pop_front();
      lock.unlock();
      command();
      lock.lock();
      ++finished_;
      changed_.notify_all();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> commands_;
  uint64_t posted_ = 0, finished_ = 0;
  bool started_ = false;
};

struct Context {
  int device;
  std::atomic<int> fault{0};
  Queue &queue = *new Queue;
};
struct Module {
  std::unique_ptr<hd::test::ptx::Program> program; // none: the built-in kernels
  hd::test::FakeGlobals globals;
};
struct Function {
  std::string name;
  Module *module;
  const hd::test::ptx::Kernel *kernel() const { // null for the built-in ones
    return module->program ? &module->program->kernels.at(name) : nullptr;
  }
};
struct Event {
  std::atomic<int> pending{0};
  std::chrono::steady_clock::time_point time;
};

Context contexts[2] = {{0}, {1}};
thread_local Context *current = nullptr;
std::mutex mutex;
// Never destroyed: what a fault keeps from being freed goes with the process.
std::map<uint64_t, size_t> &allocations = *new std::map<uint64_t, size_t>;
std::map<uint64_t, size_t> &hostAllocations = *new std::map<uint64_t, size_t>;

int ready() {
  if (insideHostFunction)
    return kNotPermitted;
  return current ? current->fault.load() : int{kNoContext};
}
#define READY()                                                                                              \
  if (int code = ready())                                                                                    \
  return code

// Waits for all commands, then says whether one of them was a fault.
int drain() {
  READY();
  current->queue.drain();
  return current->fault;
}
// Runs it in order, unless a fault came before.
int post(std::function<void(Context &)> command) {
  READY();
  current->queue.post([&context = *current, command = std::move(command)] {
    if (!context.fault)
      command(context);
  });
  return kOk;
}

#ifdef HD_FAKE_HIP
bool isAssembly(const char *) { return false; }
#else
// 90 is 9.0. HEDDLE_TEST_CAPABILITY is that of another device.
int capability() {
  const char *wanted = std::getenv("HEDDLE_TEST_CAPABILITY");
  return wanted ? std::atoi(wanted) : 90;
}
// PTX for this device or an older one.
bool isAssembly(const char *text) {
  const char *target = std::strstr(text, "\n.target sm_");
  return target && std::strstr(text, "\n.version ") &&
         std::atoi(target + std::strlen("\n.target sm_")) <= capability();
}
#endif

// Allocations end at a word, as devices' do: atomics on 16 bits take the whole word.
size_t wholeWords(size_t bytes) { return (bytes + 3) / 4 * 4; }

// What kernels may touch at this address.
hd::test::ptx::Range findMemory(const hd::test::ptx::Program &program, uint64_t address) {
  for (const auto &[name, variable] : program.variables)
    if (hd::test::ptx::Range range{variable->address(),
                                   variable->address() + wholeWords(variable->bytes.size())};
        range.contains(address, 1))
      return range;
  std::lock_guard lock(mutex);
  for (const auto *known : {&allocations, &hostAllocations})
    if (auto above = known->upper_bound(address); above != known->begin())
      if (auto [begin, size] = *std::prev(above); address - begin < size)
        return {begin, begin + size};
  return {};
}

template <class T> T *at(uint64_t address) { return reinterpret_cast<T *>(address); }

void runAssembly(Context &context, hd::test::ptx::Launch launch) {
  launch.find = [&program = launch.program](uint64_t address) { return findMemory(program, address); };
  try {
    hd::test::ptx::run(launch);
  } catch (const hd::test::ptx::Fault &fault) {
    std::fprintf(stderr, "tests' device: %s\n", fault.what());
    context.fault = fault.code;
  }
}

} // namespace

FAKE(cuInit, hipInit)(unsigned) { return kOk; }
FAKE(cuDriverGetVersion, hipDriverGetVersion)(int *version) { return *version = 12000, kOk; }
FAKE(cuDeviceGetCount, hipGetDeviceCount)(int *count) { return *count = 2, kOk; }
FAKE(cuDeviceGet, hipDeviceGet)(int *device, int ordinal) { return *device = ordinal, kOk; }
FAKE(cuDeviceGetName, hipDeviceGetName)(char *name, int size, int) {
  std::strncpy(name, "fake", static_cast<size_t>(size));
  return kOk;
}
FAKE(cuDeviceTotalMem_v2, hipDeviceTotalMem)(size_t *bytes, int) { return *bytes = kMemory, kOk; }
FAKE(cuDeviceGetAttribute, hipDeviceGetAttribute)(int *value, int attribute, int) {
#ifdef HD_FAKE_HIP
  const std::map<int, int> values{{63, 104}, {74, 65536}};
#else
  const std::map<int, int> values{{1, 1024},
                                  {2, 1024},
                                  {3, 1024},
                                  {4, 64},
                                  {5, 0x7fffffff},
                                  {6, 65535},
                                  {7, 65535},
                                  {16, 132},
                                  {75, capability() / 10},
                                  {76, capability() % 10},
                                  {97, static_cast<int>(kSharedBytes)}};
#endif
  auto found = values.find(attribute);
  if (found == values.end())
    return kInvalid;
  *value = found->second;
  return kOk;
}
FAKE(cuDevicePrimaryCtxRetain, hipDevicePrimaryCtxRetain)(void **context, int device) {
  *context = &contexts[device];
  return kOk;
}
FAKE(cuDevicePrimaryCtxRelease_v2, hipDevicePrimaryCtxRelease)(int) { return kOk; }
FAKE(cuDevicePrimaryCtxReset_v2, hipDevicePrimaryCtxReset)(int device) {
  contexts[device].fault = kOk;
  return kOk;
}
FAKE(cuCtxSetCurrent, hipCtxSetCurrent)(void *context) {
  if (insideHostFunction)
    return kNotPermitted;
  current = static_cast<Context *>(context);
  return kOk;
}
FAKE(cuCtxSynchronize, hipDeviceSynchronize)() { return drain(); }

FAKE(cuMemAlloc_v2, hipMalloc)(uint64_t *address, size_t size) {
  READY();
  if (size > kMemory)
    return kOutOfMemory;
  *address = reinterpret_cast<uint64_t>(std::malloc(wholeWords(size)));
  std::lock_guard lock(mutex);
  allocations[*address] = wholeWords(size);
  return kOk;
}
FAKE(cuMemFree_v2, hipFree)(uint64_t address) {
  if (int code = drain())
    return code;
  std::lock_guard lock(mutex);
  if (allocations.erase(address) == 0)
    std::abort(); // freed twice or never made
  std::free(at<void>(address));
  return kOk;
}
FAKE(cuMemHostAlloc, hipHostMalloc)(void **address, size_t size, unsigned) {
  READY();
  if (size > kMemory)
    return kOutOfMemory;
  *address = std::malloc(size);
  std::lock_guard lock(mutex);
  hostAllocations[reinterpret_cast<uint64_t>(*address)] = size;
  return kOk;
}
FAKE(cuMemFreeHost, hipHostFree)(void *address) {
  READY();
  std::lock_guard lock(mutex);
  hostAllocations.erase(reinterpret_cast<uint64_t>(address));
  std::free(address);
  return kOk;
}

FAKE(cuMemcpyHtoDAsync_v2, hipMemcpyHtoDAsync)(uint64_t to, const void *from, size_t size, void *) {
  auto *bytes = static_cast<const char *>(from);
  return post([=, staged = std::vector<char>(bytes, bytes + size)](Context &) {
    std::memcpy(at<void>(to), staged.data(), size);
  });
}
FAKE(cuMemcpyDtoHAsync_v2, hipMemcpyDtoHAsync)(void *to, uint64_t from, size_t size, void *) {
  return post([=](Context &) { std::memcpy(to, at<void>(from), size); });
}
FAKE(cuMemcpyDtoDAsync_v2, hipMemcpyDtoDAsync)(uint64_t to, uint64_t from, size_t size, void *) {
  return post([=](Context &) { std::memcpy(at<void>(to), at<void>(from), size); });
}
FAKE(cuMemcpyPeerAsync, hipMemcpyPeerAsync)
(uint64_t to, uintptr_t toOwner, uint64_t from, uintptr_t fromOwner, size_t size, void *) {
#ifdef HD_FAKE_HIP
  bool known = toOwner < 2 && fromOwner < 2;
#else
  auto isContext = [](uintptr_t owner) {
    return reinterpret_cast<Context *>(owner) == &contexts[0] ||
           reinterpret_cast<Context *>(owner) == &contexts[1];
  };
  bool known = isContext(toOwner) && isContext(fromOwner);
#endif
  return known ? post([=](Context &) { std::memcpy(at<void>(to), at<void>(from), size); }) : int{kInvalid};
}
template <class T> static int fillValues(uint64_t to, T value, size_t count) {
  if (to % sizeof(T) != 0)
    return kInvalid;
  return post([=](Context &) {
    for (size_t i = 0; i < count; ++i)
      at<T>(to)[i] = value;
  });
}
FAKE(cuMemsetD8Async, hipMemsetD8Async)(uint64_t to, unsigned char value, size_t count, void *) {
  return fillValues(to, value, count);
}
FAKE(cuMemsetD16Async, hipMemsetD16Async)(uint64_t to, unsigned short value, size_t count, void *) {
  return fillValues(to, value, count);
}
FAKE(cuMemsetD32Async, hipMemsetD32Async)(uint64_t to, unsigned value, size_t count, void *) {
  return fillValues(to, value, count);
}

FAKE(cuStreamCreate, hipStreamCreateWithFlags)(void **stream, unsigned) {
  READY();
  *stream = new int;
  return kOk;
}
FAKE(cuStreamDestroy_v2, hipStreamDestroy)(void *stream) {
  delete static_cast<int *>(stream);
  return kOk;
}
FAKE(cuStreamSynchronize, hipStreamSynchronize)(void *) { return drain(); }
FAKE(cuStreamWaitEvent, hipStreamWaitEvent)(void *, void *, unsigned) { return ready(); }
FAKE(cuLaunchHostFunc, hipLaunchHostFunc)(void *, void (*function)(void *), void *data) {
  READY();
  current->queue.post([=] {
    insideHostFunction = true;
    function(data);
    insideHostFunction = false;
  });
  return kOk;
}

FAKE(cuEventCreate, hipEventCreateWithFlags)(void **event, unsigned) {
  READY();
  *event = new Event;
  return kOk;
}
FAKE(cuEventDestroy_v2, hipEventDestroy)(void *event) {
  current->queue.drain();
  delete static_cast<Event *>(event);
  return kOk;
}
FAKE(cuEventRecord, hipEventRecord)(void *event, void *) {
  READY();
  auto &recorded = *static_cast<Event *>(event);
  ++recorded.pending;
  current->queue.post([&recorded] {
    recorded.time = std::chrono::steady_clock::now();
    --recorded.pending;
  });
  return kOk;
}
FAKE(cuEventSynchronize, hipEventSynchronize)(void *) { return drain(); }
FAKE(cuEventQuery, hipEventQuery)(void *event) {
  READY();
  return static_cast<Event *>(event)->pending ? int{kNotReady} : int{kOk};
}
FAKE(cuEventElapsedTime, hipEventElapsedTime)(float *milliseconds, void *start, void *end) {
  READY();
  if (static_cast<Event *>(start)->pending || static_cast<Event *>(end)->pending)
    return kNotReady;
  std::chrono::duration<float, std::milli> time =
      static_cast<Event *>(end)->time - static_cast<Event *>(start)->time;
  *milliseconds = time.count();
  return kOk;
}

FAKE(cuModuleLoadDataEx, hipModuleLoadDataEx)
(void **module, const void *image, unsigned count, int *options, void **values) {
  READY();
  auto *text = static_cast<const char *>(image);
  bool assembly = isAssembly(text);
  std::string error = assembly || std::strncmp(text, "fake", 4) == 0 ? "" : "no fake code";
  auto loaded = std::make_unique<Module>();
  if (assembly)
    loaded->program = hd::test::ptx::parse(text, error);
  if (!error.empty()) {
    for (unsigned i = 0; i < count; ++i)
      if (options[i] == 5)
        std::strncpy(static_cast<char *>(values[i]), error.c_str(), 8191);
    return 218;
  }
  *module = loaded.release();
  return kOk;
}
FAKE(cuModuleUnload, hipModuleUnload)(void *module) {
  delete static_cast<Module *>(module);
  return kOk;
}
FAKE(cuModuleGetFunction, hipModuleGetFunction)(void **function, void *module, const char *name) {
  const auto &program = static_cast<Module *>(module)->program;
  if (program ? !program->kernels.count(name) : std::strncmp(name, "hd_kernel_", 10) != 0)
    return kNotFound;
  static std::map<std::pair<void *, std::string>, Function> functions;
  std::lock_guard lock(mutex);
  Function &found = functions[{module, name}];
  found = {program ? name : name + 10, static_cast<Module *>(module)};
  *function = &found;
  return kOk;
}
FAKE(cuModuleGetGlobal_v2, hipModuleGetGlobal)(uint64_t *address, size_t *size, void *module,
                                               const char *name) {
  auto &loaded = *static_cast<Module *>(module);
  if (loaded.program) {
    auto found = loaded.program->variables.find(std::string_view(name));
    if (found == loaded.program->variables.end())
      return kNotFound;
    *address = found->second->address();
    *size = found->second->bytes.size();
    return kOk;
  }
  bool table = std::strcmp(name, "hd_global_table") == 0;
  if (!table && std::strcmp(name, "hd_global_counter") != 0)
    return kNotFound;
  hd::test::FakeGlobals &fakes = loaded.globals;
  *address = table ? reinterpret_cast<uint64_t>(fakes.table) : reinterpret_cast<uint64_t>(&fakes.counter);
  *size = table ? sizeof(fakes.table) : sizeof(fakes.counter);
  return kOk;
}
FAKE(cuFuncGetAttribute, hipFuncGetAttribute)(int *value, int attribute, void *function) {
  const auto &known = *static_cast<Function *>(function);
  const hd::test::ptx::Kernel *kernel = known.kernel();
  if (attribute == 0)
    *value = kernel ? static_cast<int>(kernel->maxThreads) : 1024;
  else
    *value = kernel ? static_cast<int>(kernel->sharedBytes) : 0;
  return kOk;
}
FAKE(cuLaunchKernel, hipModuleLaunchKernel)
(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
 unsigned blockZ, unsigned sharedBytes, void *, void **, void **extra) {
  READY();
  bool wellFormed = reinterpret_cast<uintptr_t>(extra[0]) == 1 &&
                    reinterpret_cast<uintptr_t>(extra[2]) == 2 &&
                    reinterpret_cast<uintptr_t>(extra[4]) == kEndOfOptions;
  if (!wellFormed)
    return kInvalid;
  auto *bytes = static_cast<const char *>(extra[1]);
  std::vector<char> block(bytes, bytes + *static_cast<size_t *>(extra[3]));
  auto &code = *static_cast<Function *>(function);
  if (const hd::test::ptx::Kernel *kernel = code.kernel()) {
    uint64_t threads = uint64_t{blockX} * blockY * blockZ;
    if (threads > kernel->maxThreads || kernel->sharedBytes + sharedBytes > kSharedBytes ||
        kernel->parameterBytes > block.size())
      return kInvalid;
    return post([=, program = code.module->program.get()](Context &context) {
      runAssembly(context, {*program,
                            *kernel,
                            {gridX, gridY, gridZ},
                            {blockX, blockY, blockZ},
                            {block.begin(), block.end()},
                            sharedBytes,
                            {}});
    });
  }
  return post([=, &code](Context &context) {
    if (!hd::test::runFakeKernel(code.name, code.module->globals, gridX * gridY * gridZ, block.data()))
      context.fault = kIllegalAddress;
  });
}

#ifdef HD_FAKE_HIP
extern "C" const char *hipGetErrorName(int code) {
  return code == 700 ? "hipErrorIllegalAddress" : "hipError";
}
extern "C" int hipGetDeviceProperties(void *record, int) {
  std::strcpy(static_cast<char *>(record) + 1000, "gfx90a:sramecc+:xnack-");
  return kOk;
}
#else
extern "C" int cuGetErrorName(int code, const char **name) {
  *name = code == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR";
  return kOk;
}
extern "C" int cuFuncSetAttribute(void *, int attribute, int) { return attribute == 8 ? kOk : kInvalid; }
#endif
