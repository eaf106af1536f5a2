// A vendor library for the tests of drivers/gpu: CUDA's driver API, or with HD_FAKE_HIP HIP's, over host
// memory. All commands of a device go through one queue with a thread, which is an order that streams allow;
// the kernels of tests/runtime/kernels are built in. It is strict where the real ones are: a call without a
// context, from a host function, or behind a fault fails.
#include "runtime/abi/messages.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
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
  std::string assembly; // PTX, of which only the symbols count; empty: the built-in kernels
  std::map<std::string, std::vector<char>> symbols;
  alignas(16) int counter = 40;
  alignas(16) float table[4] = {1, 2, 3, 4};
};
struct Function {
  std::string name;
  Module *module;
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
// PTX for this device or an older one.
bool isAssembly(const char *text) {
  const char *target = std::strstr(text, "\n.target sm_");
  return target && std::strstr(text, "\n.version ") && std::atoi(target + std::strlen("\n.target sm_")) <= 90;
}
#endif

// The bytes of a variable, which is declared as `.b8 NAME[SIZE]`; 0 when there is none of that name.
size_t sizeInAssembly(const std::string &assembly, const std::string &name) {
  size_t found = assembly.find(" .b8 " + name + "[");
  return found == assembly.npos ? 0 : std::strtoull(&assembly[assembly.find('[', found) + 1], nullptr, 10);
}

template <class T> T *at(uint64_t address) { return reinterpret_cast<T *>(address); }
template <class T> T take(const char *&block, const char *start) {
  block += (alignof(T) - static_cast<size_t>(block - start) % alignof(T)) % alignof(T);
  T value;
  std::memcpy(&value, block, sizeof(T));
  block += sizeof(T);
  return value;
}

struct Pair {
  int a;
  double b;
};

struct Launch {
  Context &context;
  unsigned grid, block;
  const char *start, *next;
  template <class T> T argument() { return take<T>(next, start); }
};

void print(Launch &launch) {
  auto *words = at<uint32_t>(launch.argument<uint64_t>());
  auto *header = reinterpret_cast<hd_message_buffer *>(words);
  constexpr uint32_t kSize = HD_MESSAGE_RECORD_WORDS(2);
  for (uint32_t block = 0; block < launch.grid; ++block) {
    uint32_t offset = header->used;
    header->used += kSize;
    if (header->used > header->capacity - HD_MESSAGE_FIXED_WORDS) {
      ++header->lost;
      continue;
    }
    const uint32_t record[kSize] = {1, block, 0, 0, 0, 0, 0, block, 0, 0x3f000000, 0};
    std::memcpy(words + HD_MESSAGE_HEADER_WORDS + offset, record, sizeof(record));
  }
}

void assertAt(Launch &launch) {
  auto bad = launch.argument<uint32_t>();
  auto *words = at<uint32_t>(launch.argument<uint64_t>());
  auto *header = reinterpret_cast<hd_message_buffer *>(words);
  if (bad >= launch.grid)
    return;
  header->failed = 1;
  const uint32_t record[HD_MESSAGE_FIXED_WORDS] = {2, bad, 0, 0, 3, 0, 0};
  std::memcpy(words + HD_MESSAGE_HEADER_WORDS + header->capacity - HD_MESSAGE_FIXED_WORDS, record,
              sizeof(record));
}

void run(const Function &function, Launch launch) {
  const std::string &name = function.name;
  if (name == "saxpy") {
    int n = launch.argument<int>();
    float a = launch.argument<float>();
    auto *x = at<const float>(launch.argument<uint64_t>());
    auto *y = at<float>(launch.argument<uint64_t>());
    for (int i = 0; i < n; ++i)
      y[i] += a * x[i];
  } else if (name == "visit") {
    auto *hits = at<int>(launch.argument<uint64_t>());
    auto blocks = launch.argument<uint64_t>(); // of which each one here does three
    for (uint64_t block = 0; block < 3 * uint64_t{launch.grid} && block < blocks; ++block)
      ++hits[block];
  } else if (name == "print") {
    print(launch);
  } else if (name == "assert_at") {
    assertAt(launch);
  } else if (name == "fault") {
    launch.context.fault = kIllegalAddress;
  } else if (name == "globals") {
    auto *out = at<float>(launch.argument<uint64_t>());
    out[0] = static_cast<float>(function.module->counter++);
    std::memcpy(out + 1, function.module->table, sizeof(function.module->table));
  } else if (name == "take_struct") {
    auto pair = launch.argument<Pair>();
    *at<double>(launch.argument<uint64_t>()) = pair.a + pair.b;
  } else if (name == "chain") {
    auto *value = at<uint32_t>(launch.argument<uint64_t>());
    auto add = launch.argument<uint32_t>();
    std::this_thread::sleep_for(std::chrono::nanoseconds(launch.argument<uint32_t>()));
    *value = *value * 3 + add;
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
  const std::map<int, int> values{{1, 1024},  {2, 1024}, {3, 1024}, {4, 64}, {5, 0x7fffffff}, {6, 65535},
                                  {7, 65535}, {16, 132}, {75, 9},   {76, 0}, {97, 232448}};
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
  *address = reinterpret_cast<uint64_t>(std::malloc(size));
  std::lock_guard lock(mutex);
  allocations[*address] = size;
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
  return kOk;
}
FAKE(cuMemFreeHost, hipHostFree)(void *address) {
  READY();
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
  if (!assembly && std::strncmp(text, "fake", 4) != 0) {
    for (unsigned i = 0; i < count; ++i)
      if (options[i] == 5)
        std::strcpy(static_cast<char *>(values[i]), "no fake code");
    return 218;
  }
  auto *loaded = new Module;
  loaded->assembly = assembly ? text : "";
  *module = loaded;
  return kOk;
}
FAKE(cuModuleUnload, hipModuleUnload)(void *module) {
  delete static_cast<Module *>(module);
  return kOk;
}
FAKE(cuModuleGetFunction, hipModuleGetFunction)(void **function, void *module, const char *name) {
  const std::string &assembly = static_cast<Module *>(module)->assembly;
  bool known =
      assembly.empty() || assembly.find(".visible .entry " + std::string(name) + "(") != assembly.npos;
  if (!known || std::strncmp(name, "hd_kernel_", 10) != 0)
    return kNotFound;
  static std::map<std::pair<void *, std::string>, Function> functions;
  std::lock_guard lock(mutex);
  Function &found = functions[{module, name}];
  found = {name + 10, static_cast<Module *>(module)};
  *function = &found;
  return kOk;
}
FAKE(cuModuleGetGlobal_v2, hipModuleGetGlobal)(uint64_t *address, size_t *size, void *module,
                                               const char *name) {
  auto &globals = *static_cast<Module *>(module);
  if (!globals.assembly.empty()) {
    std::vector<char> &bytes = globals.symbols[name];
    bytes.resize(*size = sizeInAssembly(globals.assembly, name));
    *address = reinterpret_cast<uint64_t>(bytes.data());
    return bytes.empty() ? kNotFound : kOk;
  }
  bool table = std::strcmp(name, "hd_global_table") == 0;
  if (!table && std::strcmp(name, "hd_global_counter") != 0)
    return kNotFound;
  *address = table ? reinterpret_cast<uint64_t>(globals.table) : reinterpret_cast<uint64_t>(&globals.counter);
  *size = table ? sizeof(globals.table) : sizeof(globals.counter);
  return kOk;
}
FAKE(cuFuncGetAttribute, hipFuncGetAttribute)(int *value, int attribute, void *) {
  *value = attribute == 0 ? 1024 : 0;
  return kOk;
}
FAKE(cuLaunchKernel, hipModuleLaunchKernel)
(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
 unsigned blockZ, unsigned, void *, void **, void **extra) {
  READY();
  bool wellFormed = reinterpret_cast<uintptr_t>(extra[0]) == 1 &&
                    reinterpret_cast<uintptr_t>(extra[2]) == 2 &&
                    reinterpret_cast<uintptr_t>(extra[4]) == kEndOfOptions;
  if (!wellFormed)
    return kInvalid;
  auto *bytes = static_cast<const char *>(extra[1]);
  std::vector<char> block(bytes, bytes + *static_cast<size_t *>(extra[3]));
  return post([=, &code = *static_cast<Function *>(function)](Context &context) {
    run(code, {context, gridX * gridY * gridZ, blockX * blockY * blockZ, block.data(), block.data()});
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
