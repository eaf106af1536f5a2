// All places where an access begins or ends cut the memory into atoms. An access of several atoms becomes one
// for each, an atom whose accesses are of one type keeps it.
#include "ir/transforms/promote_private/split_accesses.h"

#include "ir/hd/build.h"
#include "ir/transforms/promote_private/expand_copy.h"
#include "ir/transforms/promote_private/slots.h"

#include "llvm/ADT/bit.h"

#include <map>

using namespace mlir;

namespace hd::ir {
namespace {

constexpr size_t kMaxAtoms = 64;

using Atoms = std::map<uint64_t, uint64_t>; // from first byte to the byte behind the last

Atoms atomsOf(ArrayRef<Access> accesses) {
  std::map<uint64_t, int> depths; // how many more accesses cover what begins here
  for (const Access &access : accesses) {
    ++depths[access.offset];
    --depths[access.offset + sizeOf(access.type)];
  }
  Atoms atoms;
  int depth = 0;
  for (auto next = depths.begin(); std::next(next) != depths.end(); ++next) {
    depth += next->second;
    if (depth > 0)
      atoms[next->first] = std::next(next)->first;
  }
  return atoms;
}

// Where a larger access is to be split at an atom, the atom has a size that integers have.
void cutToIntegers(ArrayRef<Access> accesses, Atoms &atoms) {
  Atoms cut;
  for (auto [begin, end] : atoms) {
    bool isPart = llvm::any_of(accesses, [first = begin, last = end](const Access &access) {
      uint64_t stop = access.offset + sizeOf(access.type);
      return access.offset <= first && last <= stop && stop - access.offset > last - first;
    });
    if (!isPart)
      cut[begin] = end;
    for (uint64_t at = begin; isPart && at < end;)
      at = cut[at] = at + std::min<uint64_t>(llvm::bit_floor(end - at), 8);
  }
  atoms = std::move(cut);
}

bool isWhole(const Access &access, const Atoms &atoms) {
  return atoms.at(access.offset) == access.offset + sizeOf(access.type);
}

bool canSplit(const Access &access) { return !isa<PointerType>(access.type) && !access.type.isInteger(1); }

class Splitter {
public:
  Splitter(const Access &access, const Atoms &atoms) : access(access), build(builder, access.op) {
    uint64_t end = access.offset + sizeOf(access.type);
    for (auto atom = atoms.find(access.offset); atom != atoms.end() && atom->first < end; ++atom)
      parts.push_back({atom->first - access.offset, atom->second - atom->first});
  }

  void run() {
    auto load = dyn_cast<LoadOp>(access.op);
    Value pointer = load ? load.getPointer() : cast<StoreOp>(access.op).getPointer();
    bytes = build.make<PointerCastOp>(
        build.pointer(builder.getI8Type(), cast<PointerType>(pointer.getType()).getSpace()), pointer);
    if (load)
      load.replaceAllUsesWith(loadParts());
    else
      storeParts(cast<StoreOp>(access.op).getValue());
    access.op->erase();
  }

private:
  struct Part {
    uint64_t offset, size; // bytes
  };

  Type integerOf(uint64_t size) { return builder.getIntegerType(unsigned(size * 8)); }
  Type whole() { return integerOf(sizeOf(access.type)); }
  Value bitcast(Value value, Type type) {
    return value.getType() == type ? value : build.make<arith::BitcastOp>(type, value).getResult();
  }

  Value addressOf(const Part &part) {
    Value at = build.make<OffsetOp>(bytes.getType(), bytes, build.int64(part.offset));
    auto space = cast<PointerType>(bytes.getType()).getSpace();
    return build.make<PointerCastOp>(build.pointer(integerOf(part.size), space), at);
  }

  Value loadParts() {
    Value bits = build.zero(whole());
    for (const Part &part : parts) {
      Value piece = build.make<LoadOp>(integerOf(part.size), addressOf(part));
      Value wide = build.extendUnsigned(piece, whole());
      bits = build.bitOr(bits, build.shl(wide, unsigned(part.offset * 8)));
    }
    return bitcast(bits, access.type);
  }

  void storeParts(Value value) {
    Value bits = bitcast(value, whole());
    for (const Part &part : parts) {
      Value shifted = build.shr(bits, unsigned(part.offset * 8));
      Value piece = build.make<arith::TruncIOp>(integerOf(part.size), shifted);
      build.make<StoreOp>(piece, addressOf(part));
    }
  }

  const Access &access;
  OpBuilder builder{access.op};
  Build build;
  Value bytes;
  SmallVector<Part> parts;
};

} // namespace

bool splitAccesses(PrivateOp memory) {
  SmallVector<Access> accesses = accessesOf(memory);
  Atoms atoms = accesses.empty() ? Atoms() : atomsOf(accesses);
  if (atoms.empty() || atoms.size() > kMaxAtoms)
    return false;
  cutToIntegers(accesses, atoms);
  SetVector<Operation *> copies;
  for (const Access &access : accesses) {
    if (isWhole(access, atoms))
      continue;
    if (!canSplit(access))
      return false;
    if (isa<CopyOp>(access.op))
      copies.insert(access.op);
  }
  bool changed = !copies.empty();
  for (Operation *copy : copies) // then its loads and stores, in the next round
    expandCopy(cast<CopyOp>(copy));
  for (const Access &access : accesses) {
    if (copies.contains(access.op) || isWhole(access, atoms))
      continue;
    Splitter(access, atoms).run();
    changed = true;
  }
  return changed;
}

} // namespace hd::ir
