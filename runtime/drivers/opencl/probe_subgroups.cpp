// How kernels that ask for subgroups of a size get them.
#include "runtime/drivers/opencl/probe.h"

#include "runtime/drivers/opencl/program.h"

#include <array>
#include <vector>

namespace hd::drivers::opencl {
namespace {

// What a probe's kernel does; what it stores is SubgroupLane.
constexpr std::string_view kBody = R"((__global uint4 *out) {
  uint thread = get_local_id(0) + get_local_size(0) * (get_local_id(1) + get_local_size(1) * get_local_id(2));
  uint other = sub_group_shuffle(thread * 3, get_sub_group_local_id() ^ 1);
  uint4 odd = sub_group_ballot(thread & 1);
  sub_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  out[thread] = (uint4)(get_sub_group_id(), get_sub_group_local_id(), other, odd.x);
}
)";

using Block = std::array<size_t, 3>;

// With what kernels get: the size and the block's shape.
std::string sourceFor(std::span<const Block> blocks, uint32_t size) {
  std::string source;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto &[x, y, z] = blocks[i];
    source += "__kernel " + requiredShape(x, y, z) + requiredSubgroups(size) + "void hd_probe" +
              std::to_string(i) + std::string(kBody);
  }
  return source;
}

class Probe {
public:
  Probe(Context &context, cl_command_queue queue) : context_(context), queue_(queue) {}
  ~Probe() {
    if (buffer_)
      cl().clReleaseMemObject(buffer_);
    if (program_)
      cl().clReleaseProgram(program_);
  }

  Status build(std::span<const Block> blocks, const std::string &options) {
    blocks_ = blocks;
    Result<cl_program> program = buildSource(context_, sourceFor(blocks, context_.facts.subgroupSize),
                                             options, "the probe of its subgroups");
    if (program)
      program_ = *program;
    return program.status();
  }

  Result<bool> isInOrder(size_t which) {
    const Block &block = blocks_[which];
    std::vector<SubgroupLane> lanes(block[0] * block[1] * block[2]);
    cl_int code = CL_SUCCESS;
    const std::string name = "hd_probe" + std::to_string(which);
    cl_kernel kernel = cl().clCreateKernel(program_, name.c_str(), &code);
    if (code == CL_SUCCESS) {
      code = execute(kernel, block, lanes);
      cl().clReleaseKernel(kernel);
    }
    if (Status status = check(code, "cannot probe the device's subgroups"); !status)
      return status;
    return areInOrder(lanes, context_.facts.subgroupSize);
  }

private:
  cl_int execute(cl_kernel kernel, const Block &block, std::vector<SubgroupLane> &lanes) {
    const size_t bytes = lanes.size() * sizeof(SubgroupLane), most = 128 * sizeof(SubgroupLane);
    cl_int code = CL_SUCCESS;
    if (!buffer_)
      buffer_ = cl().clCreateBuffer(context_.handle(), CL_MEM_READ_WRITE, most, nullptr, &code);
    if (code == CL_SUCCESS)
      code = cl().clSetKernelArg(kernel, 0, sizeof(cl_mem), &buffer_);
    if (code == CL_SUCCESS)
      code = cl().clEnqueueNDRangeKernel(queue_, kernel, 3, nullptr, block.data(), block.data(), 0, nullptr,
                                         nullptr);
    if (code == CL_SUCCESS)
      code = cl().clEnqueueReadBuffer(queue_, buffer_, CL_FALSE, 0, bytes, lanes.data(), 0, nullptr, nullptr);
    cl_int finished = cl().clFinish(queue_);
    return code == CL_SUCCESS ? finished : code;
  }

  Context &context_;
  cl_command_queue queue_;
  std::span<const Block> blocks_; // of up to 128 threads, which any device has
  cl_program program_ = nullptr;
  cl_mem buffer_ = nullptr;
};

} // namespace

std::string requiredShape(size_t x, size_t y, size_t z) {
  return "__attribute__((reqd_work_group_size(" + std::to_string(x) + ", " + std::to_string(y) + ", " +
         std::to_string(z) + "))) ";
}

std::string requiredSubgroups(uint32_t size) {
  return "__attribute__((intel_reqd_sub_group_size(" + std::to_string(size) + "))) ";
}

Result<Subgroups> probeSubgroups(Context &context, cl_command_queue queue, const std::string &options) {
  const uint32_t size = context.facts.subgroupSize;
  if (size < 2 || size > 64 || (size & (size - 1)) != 0)
    return Subgroups();
  // Rows, full and not, and rows of whole subgroups; then subgroups that go on in the next row.
  constexpr size_t kRows = 4;
  const Block blocks[] = {{128, 1, 1}, {67, 1, 1}, {5, 1, 1}, {size, 2, 1}, {8, 4, 3}, {1, 37, 1}, {5, 5, 5}};
  Probe probe(context, queue);
  if (Status status = probe.build(blocks, options); !status)
    return status;
  for (size_t i = 0; i < std::size(blocks); ++i) {
    Result<bool> inOrder = probe.isInOrder(i);
    if (!inOrder)
      return inOrder.status();
    if (!*inOrder)
      return i < kRows ? Subgroups() : Subgroups{size, false};
  }
  return Subgroups{size, true};
}

} // namespace hd::drivers::opencl
