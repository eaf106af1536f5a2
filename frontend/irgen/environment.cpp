#include "frontend/irgen/environment.h"

#include "llvm/ADT/SmallSet.h"

namespace hd::irgen {

void Environment::set(Slot slot, mlir::Value value) {
  mlir::Value &entry = values_[slot];
  if (entry == value)
    return;
  log_.emplace_back(slot, entry);
  entry = value;
}

llvm::SmallVector<Slot> Environment::changedSince(size_t mark, bool fresh) const {
  llvm::SmallVector<Slot> changed;
  llvm::SmallSet<Slot, 8> seen;
  for (size_t i = mark; i < log_.size(); ++i)
    if (seen.insert(log_[i].first).second && !log_[i].second == fresh)
      changed.push_back(log_[i].first);
  return changed;
}

mlir::Value Environment::valueAt(size_t mark, Slot slot) const {
  for (size_t i = mark; i < log_.size(); ++i)
    if (log_[i].first == slot)
      return log_[i].second;
  return get(slot);
}

void Environment::rollback(size_t mark) {
  while (log_.size() > mark) {
    values_[log_.back().first] = log_.back().second;
    log_.pop_back();
  }
}

} // namespace hd::irgen
