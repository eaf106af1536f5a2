// Deduction of the arguments of a template, see deduce.cpp. Private to frontend/sema.
#pragma once

#include "frontend/sema/checker.h"

namespace hd::sema {

class Deduction {
public:
  // `scope`: where the template is declared. `bindings` may have explicit arguments already.
  Deduction(Checker &checker, llvm::ArrayRef<TemplateParamDecl *> params, Bindings &bindings, Scope *scope)
      : checker_(checker), params_(params), bindings_(bindings), scope_(scope) {
    bindings_.resize(params.size());
    for (const Binding &binding : bindings_) {
      fixed_.push_back(binding.items.size());
      isExplicit_.push_back(binding.isSet);
    }
  }

  // Each is false when the pattern cannot be that type.
  bool whole(const TypeSyntax &syntax, QualType actual) { return type(syntax, syntax.chunks.size(), actual); }
  bool callArg(const TypeSyntax &syntax, QualType actual, bool isLValue);
  bool args(const std::vector<TemplateArgSyntax> &patterns, const Bindings &actual);
  bool isSettled(const TypeSyntax &syntax) const; // names no open parameter

  // Runs `deduce` for an element of the packs in a pattern.
  template <typename Deduce> bool inPack(size_t element, Deduce deduce) {
    size_t saved = element_;
    element_ = element;
    bool result = deduce();
    element_ = saved;
    return result;
  }

private:
  std::optional<size_t> paramNamed(const std::string &name, TemplateParamDecl::Form form) const;
  bool bind(size_t index, const TemplateArg &arg);
  bool type(const TypeSyntax &syntax, size_t chunks, QualType actual);
  bool base(const TypeSyntax &syntax, QualType actual);
  bool templateId(const TypeSyntax &syntax, QualType actual);
  bool alias(const TypeSyntax &syntax, TemplateDecl *pattern, RecordDecl *record, unsigned depth);
  bool instance(const std::vector<TemplateArgSyntax> &written, TemplateDecl *pattern,
                std::optional<size_t> param, RecordDecl *record);
  TemplateDecl *templateNamed(const TypeSyntax &syntax, Scope *scope) const;
  bool arg(const TemplateArgSyntax &pattern, const TemplateArg &actual);
  bool value(const Expr *pattern, const Constant &actual);
  bool qualifiedType(const TypeSyntax &syntax, size_t chunks, QualType actual);
  void setPacksOf(const TemplateArgSyntax &pattern);

  Checker &checker_;
  llvm::ArrayRef<TemplateParamDecl *> params_;
  Bindings &bindings_;
  Scope *scope_;
  std::vector<size_t> fixed_; // explicit arguments of each pack
  std::vector<bool> isExplicit_;
  size_t element_ = 0; // of packs
};

} // namespace hd::sema
