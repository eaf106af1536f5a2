// The contents of a Heddle module: what a compiler writes and a runtime loads. Plain data, no LLVM.
// The file format (`.hdm`) is in module_file.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hd::abi {

// The scalar types of the language. Values are part of the file format: append only.
enum class Scalar : uint8_t {
  kBool,
  kInt8,
  kUInt8,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kFloat16,
  kBFloat16,
  kFloat32,
  kFloat64,
};

// What a type is made of. Offsets, sizes and alignments in bytes, as in CUDA on 64-bit Linux.
struct TypeRecord {
  enum class Kind : uint8_t { kScalar, kPointer, kStruct, kArray };
  struct Field; // name, offset, type

  Kind kind = Kind::kScalar;
  Scalar scalar = Scalar::kInt32; // kScalar: itself
  bool isConst = false;           // kPointer: the pointee may not be written
  uint32_t size = 0;
  uint32_t alignment = 1;
  uint64_t count = 0;              // kArray: number of elements
  std::string spelling;            // as in the source: `const float *`, `Particle`
  std::vector<TypeRecord> element; // kPointer, kArray: exactly one; `void *` has none
  std::vector<Field> fields;       // kStruct, in order
};

struct TypeRecord::Field {
  std::string name;
  uint32_t offset = 0;
  TypeRecord type;
};

struct Parameter {
  std::string name;
  uint32_t offset = 0; // in the packed parameter block
  TypeRecord type;
};

struct Kernel {
  std::string name; // as users call it
  std::string file; // where it is defined
  uint32_t line = 0;
  uint32_t parameterBytes = 0;
  uint32_t staticSharedBytes = 0;
  uint32_t maxThreadsPerBlock = 1024; // __launch_bounds__
  bool usesDynamicShared = false;
  std::vector<Parameter> parameters;
};

// A `__device__` or `__constant__` variable.
struct Global {
  std::string name;
  bool isConstant = false;
  TypeRecord type;
};

// What one target's image needs beyond the kernel's record.
struct KernelImage {
  std::string kernel;
  uint64_t scratchBytes = 0;
  uint64_t scratchBytesPerWarp = 0;
  uint32_t vectorWidth = 0; // cpu: lanes of a vector, for hd_cpu_warp_bound
  // Devices: static shared memory with what the compiler added to the kernel's own; 0 on the cpu.
  uint32_t sharedBytes = 0;
  bool usesMessages = false; // takes the message buffer of messages.h as its last parameter
  bool usesGlobals = false;  // takes the address of the image's globals block
  // Devices: neighbours along x whose work one thread of the code does. Above 1 the driver launches
  // ceil(gridDim.x / it) blocks along x and gives gridDim.x (64 bits) behind the globals block's address.
  uint32_t threadsAtATime = 1;
  std::vector<std::string> features; // what the device must have: names of features.h
};

// Where a global lies in the block that the driver allocates for the module, for targets whose code has no
// symbols that the host can write.
struct GlobalSlot {
  std::string name; // of the module's Global; empty: the compiler's own, e.g. a table
  uint64_t offset = 0;
  uint64_t size = 0;
};

// What a record of the message buffer (messages.h) means; its id is its index in Image::messages.
struct Message {
  enum class Kind : uint8_t { kPrint, kFailure };
  Kind kind = Kind::kPrint;
  std::string text;               // kPrint: printf's format; kFailure: `file:line: function: text`
  std::vector<Scalar> parameters; // kPrint: of each argument's slot: kInt64, kFloat64 or kFloat32
};

// Code for one target, e.g. target "cpu:avx512", format "elf" (a relocatable object).
struct Image {
  std::string target;
  std::string format;
  std::vector<KernelImage> kernels;
  std::vector<uint8_t> bytes;
  std::vector<GlobalSlot> globals;
  std::vector<uint8_t> globalBytes; // their initial contents
  std::vector<Message> messages;
};

struct Module {
  std::string name;
  std::string producer; // compiler and version
  std::vector<Kernel> kernels;
  std::vector<Global> globals;
  std::vector<Image> images;
  // The optimised hd IR as MLIR bytecode, for targets that no image is for; empty when it was left out.
  std::vector<uint8_t> ir;
};

} // namespace hd::abi
