#include "backends/spirv/translate.h"

#include "backends/spirv/emitter.h"
#include "backends/spirv/exact.h"
#include "runtime/abi/symbols.h"

#include <cstring>
#include <system_error>

using namespace mlir;

namespace hd::spirv {

// What every module needs: shaders, 64-bit addresses, the memory model, and a block size that is specialised.
static void begin(ModuleState &state) {
  ModuleBuilder &builder = state.builder;
  for (Capability capability : {Capability::Shader, Capability::PhysicalStorageBufferAddresses,
                                Capability::Int64, Capability::VulkanMemoryModel})
    builder.capability(capability);
  Id vector = builder.vectorType(builder.intType(32), 3);
  Id size = builder.specComposite(vector, {builder.specInteger(kBlockX, 1, "block_x"),
                                           builder.specInteger(kBlockY, 1, "block_y"),
                                           builder.specInteger(kBlockZ, 1, "block_z")});
  builder.decorate(size, Decoration::BuiltIn, {uint32_t(BuiltIn::WorkgroupSize)});
}

llvm::Error translate(ModuleOp module, const backends::Options &options, abi::Image &image) {
  ModuleState state;
  state.debugLines = options.debugLines;
  begin(state);
  std::map<std::string, Id> functions;
  std::string error;
  OwningOpRef<ModuleOp> library = ModuleOp::create(UnknownLoc::get(module.getContext()));
  state.exactFunction = [&](llvm::StringRef name, unsigned bits) {
    func::FuncOp function;
    Id &known = functions[(name + llvm::Twine(bits)).str()];
    if (known)
      return known;
    function = makeExactFunction(*library, name, bits);
    Emitter emitter(state, function);
    known = emitter.emitExactFunction(function.getName());
    if (error.empty())
      error = emitter.error();
    return known;
  };
  for (abi::KernelImage &record : image.kernels) {
    auto kernel = module.lookupSymbol<func::FuncOp>(record.kernel);
    Emitter emitter(state, kernel);
    emitter.emitKernel(abi::kernelSymbol(record.kernel));
    if (error.empty())
      error = emitter.error();
    std::set<std::string> features(record.features.begin(), record.features.end());
    features.insert(emitter.features().begin(), emitter.features().end());
    record.features.assign(features.begin(), features.end());
    record.sharedBytes = uint32_t(emitter.sharedBytes());
  }
  if (!error.empty())
    return llvm::createStringError(std::make_error_code(std::errc::not_supported), "%s", error.c_str());
  Words words = state.builder.assemble();
  image.bytes.resize(words.size() * sizeof(uint32_t));
  std::memcpy(image.bytes.data(), words.data(), image.bytes.size());
  return llvm::Error::success();
}

} // namespace hd::spirv
