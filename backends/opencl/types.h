// The C types of a module: scalars, pointers with their qualifiers, records with the layout of hd's structs.
// In memory integers are signed, bool is uchar and a pointer is a ulong.
#pragma once

#include "backends/opencl/expression.h"
#include "backends/opencl/spaces.h"

#include "llvm/ADT/StringSet.h"

#include <map>

namespace hd::opencl {

struct Record {
  std::string name;
  bool isOpaque = false; // bytes only: no C struct has this layout
  std::vector<std::string> fields;
};

// Not usable as a C identifier here: words and types of OpenCL C, and what the generated code calls.
bool isReserved(llvm::StringRef name);
// `name` made an identifier that is not reserved.
// A C type for f32, f64, and for f16 and bf16, which legalize-small-floats leaves as bits to be moved.
llvm::StringRef floatName(mlir::Type type);
std::string identifier(llvm::StringRef name);

class Types {
public:
  // `mayAlias`: some kernel reads memory as another type than it was written.
  explicit Types(bool mayAlias) : mayAlias_(mayAlias) {}

  // A declaration of memory: `int name[4]`; with an empty name the type alone.
  std::string declare(mlir::Type type, const std::string &name);
  std::string pointer(mlir::Type pointee, Space space, const std::string &name);
  const Record &record(ir::StructType type);
  // A struct that holds the array, so that C can assign it.
  std::string arrayHolder(ir::ArrayType type);
  bool isName(llvm::StringRef name) const { return names_.contains(name); }
  // The typedefs of all that was asked for, in order.
  std::string definitions() const;

private:
  std::string scalarName(mlir::Type type);
  std::string uniqueName(llvm::StringRef hint);
  void define(ir::StructType type, Record &record);
  bool layFields(ir::StructType type, Record &record, std::string &body);

  bool mayAlias_;
  llvm::StringSet<> names_;
  std::map<const void *, Record> records_;
  std::map<const void *, std::string> holders_;
  std::map<std::string, std::string> aliases_; // C scalar -> its typedef
  std::string definitions_;
};

} // namespace hd::opencl
