#include "runtime/drivers/vulkan/module.h"

#include "runtime/abi/symbols.h"
#include "runtime/drivers/vulkan/device.h"
#include "runtime/drivers/vulkan/spirv.h"

#include <algorithm>
#include <cstddef>

namespace hd::drivers::vulkan {
namespace {

Status corrupt(const std::string &what) {
  return {StatusCode::corrupt, "the vulkan image is damaged: " + what, "vulkan"};
}

abi::Module withoutImages(abi::Module module) {
  module.images.clear();
  return module;
}

// What a pipeline fixes of the module; constants that a module does not have are ignored.
struct Constants {
  uint32_t block[3], dynamicSharedBytes;
  VkBool32 fusedFma, exactDivision, cutsLoops;
  uint32_t subgroupSize;
  VkBool32 sumsFloat32, sumsFloat64;
};
constexpr VkSpecializationMapEntry kConstants[] = {
    {0, offsetof(Constants, block), 4},
    {1, offsetof(Constants, block) + 4, 4},
    {2, offsetof(Constants, block) + 8, 4},
    {3, offsetof(Constants, dynamicSharedBytes), 4},
    {10, offsetof(Constants, fusedFma), sizeof(VkBool32)},
    {11, offsetof(Constants, exactDivision), sizeof(VkBool32)},
    {kSpecCutsLoops, offsetof(Constants, cutsLoops), sizeof(VkBool32)},
    {13, offsetof(Constants, subgroupSize), 4},
    {14, offsetof(Constants, sumsFloat32), sizeof(VkBool32)},
    {15, offsetof(Constants, sumsFloat64), sizeof(VkBool32)},
};

} // namespace

Kernel::~Kernel() {
  for (auto &[shape, pipeline] : pipelines_)
    context_->vulkan.DestroyPipeline(context_->device, pipeline, nullptr);
}

Result<VkPipeline> Kernel::pipeline(const Dim3 &block, uint32_t dynamicSharedBytes) const {
  Shape shape{block.x, block.y, block.z, dynamicSharedBytes};
  std::lock_guard lock(mutex_);
  if (auto found = pipelines_.find(shape); found != pipelines_.end())
    return found->second;
  Result<VkPipeline> made = create(shape);
  if (made)
    pipelines_.emplace(shape, *made);
  return made;
}

Result<VkPipeline> Kernel::create(const Shape &shape) const {
  Context &context = *context_;
  Constants constants{{shape[0], shape[1], shape[2]}, shape[3],
                      context.arithmetic.fusedFma,    context.arithmetic.exactDivision,
                      context.arithmetic.cutsLoops,   0,
                      context.arithmetic.sumsFloat32, context.arithmetic.sumsFloat64};
  if (context.subgroups.holdWarps(constants.block))
    constants.subgroupSize = context.subgroups.size;
  VkSpecializationInfo specialization{static_cast<uint32_t>(std::size(kConstants)), kConstants,
                                      sizeof(constants), &constants};
  std::string entry = abi::kernelSymbol(record->name);
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.flags = context.splitsGrids() ? VK_PIPELINE_CREATE_DISPATCH_BASE_BIT : 0;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = code_;
  info.stage.pName = entry.c_str();
  info.stage.pSpecializationInfo = &specialization;
  info.layout = context.layout;
  const SubgroupRequest request =
      usesSubgroups_ ? requestSubgroups(context.physical.subgroups, constants.block) : SubgroupRequest();
  VkPipelineShaderStageRequiredSubgroupSizeCreateInfoEXT required{};
  required.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO_EXT;
  required.requiredSubgroupSize = request.size;
  if (request.size != 0)
    info.stage.pNext = &required;
  if (request.full)
    info.stage.flags |= VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT_EXT;
  VkPipeline pipeline = VK_NULL_HANDLE;
  VkResult result = context.vulkan.CreateComputePipelines(context.device, context.pipelineCache, 1, &info,
                                                          nullptr, &pipeline);
  if (result != VK_SUCCESS)
    return failure("the device's compiler refuses kernel `" + record->name + "`", result);
  return pipeline;
}

Result<std::shared_ptr<drivers::Module>> Module::load(Device &device, abi::Module module) {
  if (module.images.size() != 1)
    return corrupt("expected one image, found " + std::to_string(module.images.size()));
  abi::Image image = std::move(module.images.front());
  if (image.format != "spirv")
    return corrupt("its format is `" + image.format + "`, expected `spirv`");
  Result<SpirvBinary> binary = SpirvBinary::parse(image.bytes);
  if (!binary)
    return binary.status();
  binary->dropOptional(device.context->physical);
  if (Status status = binary->checkAgainst(device.context->physical); !status)
    return status;
  binary->addFloatControls(device.context->physical);
  bool seesCutLoops = device.context->arithmetic.cutsLoops && binary->seesCutLoops();
  auto loaded = std::make_shared<Module>(device, std::move(module), image, seesCutLoops);
  if (Status status = loaded->createCode(binary->words()); !status)
    return status;
  if (Status status = loaded->findKernels(image.kernels, *binary); !status)
    return status;
  if (Status status = loaded->createGlobals(image); !status)
    return status;
  return std::shared_ptr<drivers::Module>(std::move(loaded));
}

Module::Module(Device &device, abi::Module module, const abi::Image &image, bool seesCutLoops)
    : drivers::Module(device, withoutImages(std::move(module)), image.target), context_(device.context),
      messages_(image.messages), seesCutLoops_(seesCutLoops) {}

Module::~Module() {
  kernels_.clear();
  if (code_)
    context_->vulkan.DestroyShaderModule(context_->device, code_, nullptr);
}

Status Module::createCode(std::span<const uint32_t> words) {
  VkShaderModuleCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  info.codeSize = words.size_bytes();
  info.pCode = words.data();
  VkResult result = context_->vulkan.CreateShaderModule(context_->device, &info, nullptr, &code_);
  return result == VK_SUCCESS ? Status() : failure("the device refuses module `" + record.name + "`", result);
}

Status Module::findKernels(const std::vector<abi::KernelImage> &needs, const SpirvBinary &binary) {
  const std::vector<std::string> &entryPoints = binary.entryPoints();
  for (const abi::Kernel &kernel : record.kernels) {
    auto need = std::find_if(needs.begin(), needs.end(),
                             [&](const abi::KernelImage &each) { return each.kernel == kernel.name; });
    std::string entry = abi::kernelSymbol(kernel.name);
    if (need == needs.end())
      return corrupt("it has no record of kernel `" + kernel.name + "`");
    if (std::find(entryPoints.begin(), entryPoints.end(), entry) == entryPoints.end())
      return corrupt("it has no entry point `" + entry + "`");
    kernels_.try_emplace(kernel.name, *device, kernel, *need, code_, binary.usesSubgroups(), context_);
  }
  return {};
}

Status Module::createGlobals(const abi::Image &image) {
  auto &owner = static_cast<Device &>(*device);
  if (!image.globalBytes.empty()) {
    Result<Allocation> block = context_->allocator->allocate(image.globalBytes.size(), MemoryKind::kDevice);
    if (!block)
      return block.status();
    globalsBlock_ = std::make_shared<const Allocation>(std::move(*block));
    if (Status status = owner.initialise(globalsBlock_, image.globalBytes); !status)
      return status;
  }
  for (const abi::Global &global : record.globals) {
    auto slot = std::find_if(image.globals.begin(), image.globals.end(),
                             [&](const abi::GlobalSlot &each) { return each.name == global.name; });
    if (slot == image.globals.end() || slot->size < global.type.size ||
        slot->offset > image.globalBytes.size() || global.type.size > image.globalBytes.size() - slot->offset)
      return corrupt("global `" + global.name + "` has no place in the globals block");
    globals_.try_emplace(
        global.name, std::make_unique<Memory>(*device, globalsBlock_, slot->offset, global.type.size, this));
  }
  return {};
}

const drivers::Kernel *Module::kernel(std::string_view name) const {
  auto found = kernels_.find(name);
  return found == kernels_.end() ? nullptr : &found->second;
}

drivers::Memory *Module::global(std::string_view name) const {
  auto found = globals_.find(name);
  return found == globals_.end() ? nullptr : found->second.get();
}

} // namespace hd::drivers::vulkan
