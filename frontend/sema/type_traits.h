// What <type_traits> asks of the compiler, see type_traits.cpp. Private to frontend/sema.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

class TypeTraits {
public:
  explicit TypeTraits(Checker &checker) : checker_(checker) {}
  Expr *check(NameExpr *expr);                       // `__is_enum<T>`
  QualType underlyingType(const TypeSyntax &syntax); // `__underlying_type<E>`

private:
  llvm::SmallVector<QualType, 2> arguments(const std::vector<TemplateArgSyntax> &args, size_t count,
                                           const std::string &name, Range where);
  bool isTriviallyCopyable(QualType type);
  bool isTriviallyDestructible(QualType type);
  bool hasStandardLayout(QualType type);
  bool isEmptyClass(RecordDecl *record) const;

  Checker &checker_;
};

} // namespace hd::sema
