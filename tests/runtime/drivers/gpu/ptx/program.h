// PTX as the tests' device runs it: a module's variables and kernels, with each instruction bound to the
// function that carries it out for the lanes of a warp. Source: NVIDIA, Parallel Thread Execution ISA,
// version 8.x.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hd::test::ptx {

constexpr unsigned kLanes = 32;
using Mask = uint32_t;
// A register of a warp: one value for each lane, in the low bits; the others are 0.
using Lanes = std::array<uint64_t, kLanes>;

class Warp;
struct Instruction;
using Step = void (*)(Warp &, const Instruction &, Mask);

enum class Space : uint8_t { generic, global, constant, shared, local, param };

// .b32 is {'b', 32}; 'f' stands for f32 and f64, 'h' for f16, 'n' for bf16, 'p' for predicates.
struct Type {
  char kind = 0;
  uint8_t bits = 0;
  bool packed = false; // f16x2, bf16x2
  explicit operator bool() const { return kind != 0; }
  bool operator==(const Type &) const = default;
};

// What comes behind an instruction.
enum class Flow : uint8_t {
  next,
  branch,
  exit,
  trap,
  meet,   // the step is taken by lanes of the warp together, `from[0]` is their mask
  barrier // of the block, `from[0]` is its number, `from[1]` the threads that it waits for (0: all)
};

struct Instruction {
  Step step = nullptr;
  Flow flow = Flow::next;
  Space space = Space::generic;
  Type type, source;
  uint8_t count = 1;     // elements of a vector
  uint8_t toBits = 0;    // the width of the result's register
  uint8_t sources = 0;   // how many of `from` the text gives; the others are 0
  bool packs = false;    // the vector is a source
  bool inverted = false; // the predicate that is a source
  bool negated = false;  // the guard
  int guard = -1;        // register, -1: none
  std::array<int, 4> to{};
  std::array<int, 6> from{};
  int64_t offset = 0;   // of an address
  uint32_t target = 0;  // index of an instruction
  uint32_t variant = 0; // the instruction's own: a comparison, an atomic operation
  uint32_t line = 0;    // in the text
};

// Registers that a warp sets when it starts; constants of the code come behind them.
enum Special : int {
  kTid,
  kNtid = 3,
  kCtaid = 6,
  kNctaid = 9,
  kLaneid = 12,
  kWarpid,
  kLanemaskEq,
  kLanemaskLe,
  kLanemaskLt,
  kLanemaskGe,
  kLanemaskGt,
  kDynamicSharedBytes,
  kClock,
  kSink,
  kSpecials
};

struct Kernel {
  std::string name;
  std::vector<Instruction> code;
  std::vector<std::pair<int, uint64_t>> constants; // register, value in every lane
  int registers = kSpecials;
  uint64_t parameterBytes = 0, sharedBytes = 0, localBytes = 0;
  uint64_t dynamicShared = 0; // where the launch's own shared memory starts
  unsigned maxThreads = 1024;
};

struct Variable {
  std::vector<uint8_t> bytes;
  uint64_t address() const { return reinterpret_cast<uint64_t>(bytes.data()); }
};

struct Program {
  std::vector<std::string> lines; // the text, for reports
  std::map<std::string, std::unique_ptr<Variable>, std::less<>> variables;
  std::map<std::string, Kernel, std::less<>> kernels;
};

// Null, and what is wrong in `error`, where there is something that the tests' device does not know.
std::unique_ptr<Program> parse(std::string_view text, std::string &error);

// An instruction in words, for those who bind it.
struct Operation {
  std::string name;                   // the first word: setp
  std::vector<std::string> modifiers; // the others: lt, s32
  Type type;                          // the last one that is a type
  Type source;                        // the last one, where there are two or more (cvt); else `type`
  bool has(std::string_view modifier) const;
};

// Sets the step; false where the form is not known. Registers and the like are in `instruction` already.
using Binder = bool (*)(const Operation &, Instruction &);
// Under their names; those of floats as `add.f`, where the others are `add`.
void addIntegers(std::map<std::string_view, Binder> &);
void addBits(std::map<std::string_view, Binder> &);
void addFloats(std::map<std::string_view, Binder> &);
void addComparisons(std::map<std::string_view, Binder> &);
void addConversions(std::map<std::string_view, Binder> &);
void addMemory(std::map<std::string_view, Binder> &);
void addAtomics(std::map<std::string_view, Binder> &);
void addWarpOperations(std::map<std::string_view, Binder> &);

} // namespace hd::test::ptx
