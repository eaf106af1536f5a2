// Lines of declarations.
#include "frontend/ast/dump/dump.h"
#include "frontend/ast/dump/printer.h"

#include <algorithm>

namespace hd::ast {

void Printer::decl(const Decl *node) {
  if (!node)
    return line("null");
  visit(const_cast<Decl *>(node), [&](const auto *known) { print(*known); });
}

void Printer::request(const KernelRequest &request) {
  line("Request");
  nested([&] { expr(request.kernel); });
}

// A record or enumeration that is defined where it is used.
void Printer::inPlace(const TypeSyntax &type) {
  if (type.record && !printed_.count(type.record))
    print(*type.record);
  if (type.enumeration && !printed_.count(type.enumeration))
    print(*type.enumeration);
}

void Printer::print(const VarDecl &node) {
  std::string name = qualified(node.qualifier, node.name, node.hasArgs, node.args);
  for (const NameSegment &binding : node.bindings)
    name += (name.empty() ? "[" : ", ") + binding.name;
  line("VarDecl {}{} '{}'{}{}{}{}{}", name, node.bindings.empty() ? "" : "]", typeOf(node),
       node.memory == Memory::Private ? "" : fmt::format(" {}", nameOf(node.memory)),
       node.isExtern ? " extern" : "", node.isStatic ? " static" : "", node.isConstexpr ? " constexpr" : "",
       node.isMember ? " member" : "");
  nested([&] {
    inPlace(node.syntax);
    optional(node.alignmentExpr);
    optional(node.init);
  });
}

void Printer::print(const ParamDecl &node) {
  line("ParamDecl {} '{}'{}", node.name, typeOf(node), node.isPack ? " pack" : "");
  nested([&] { optional(node.defaultArg); });
}

void Printer::print(const FieldDecl &node) {
  line("FieldDecl{} '{}'{}{}{}", spaced(node.name), node.type ? node.type.str() : text(node.syntax),
       node.isReference ? " reference" : "", node.isBase ? " base" : "", node.bitWidth ? " bit-field" : "");
  nested([&] {
    inPlace(node.syntax);
    optional(node.alignmentExpr);
    optional(node.bitWidth);
    optional(node.init);
  });
}

void Printer::print(const RecordDecl &node) {
  printed_.insert(&node);
  line("RecordDecl {}{}{}", node.isUnion ? "union" : "struct",
       spaced(qualified(node.qualifier, node.name, node.hasArgs, node.args)),
       node.isComplete ? "" : " forward");
  nested([&] {
    for (const BaseSpecifier &base : node.bases)
      line("Base '{}'{}{}", text(base.syntax), base.isVirtual ? " virtual" : "",
           base.isExpansion ? " pack" : "");
    optional(node.alignmentExpr);
    // Fields that sema made are not among the members; of a builtin record there are no others.
    auto isMember = [&](const Decl *field) {
      return std::find(node.members.begin(), node.members.end(), field) != node.members.end();
    };
    for (const FieldDecl *field : node.fields)
      if (!isMember(field))
        decl(field);
    decls(node.members);
  });
}

void Printer::print(const EnumDecl &node) {
  printed_.insert(&node);
  line("EnumDecl{}{}{}", spaced(node.name), node.isScoped ? " scoped" : "",
       node.underlying         ? fmt::format(" '{}'", node.underlying.str())
       : node.underlyingSyntax ? fmt::format(" '{}'", text(*node.underlyingSyntax))
                               : "");
  nested([&] { decls(node.enumerators); });
}

void Printer::print(const EnumeratorDecl &node) {
  line("EnumeratorDecl {} {}", node.name, int64_t(node.value));
  nested([&] { optional(node.init); });
}

void Printer::print(const TypedefDecl &node) {
  line("TypedefDecl {} '{}'", node.name, node.type ? node.type.str() : text(node.syntax));
  nested([&] { inPlace(node.syntax); });
}

void Printer::print(const StaticAssertDecl &node) {
  line("StaticAssertDecl {}", quoted(node.message));
  nested([&] { optional(node.condition); });
}

std::string Printer::headOf(const FunctionDecl &node) {
  static constexpr const char *forms[] = {"", " constructor", " destructor", " conversion", " operator"};
  std::string head =
      fmt::format("FunctionDecl {} '{}' {}{}", qualified(node.qualifier, node.name, node.hasArgs, node.args),
                  node.isHost ? "" : typeOf(node),
                  node.isKernel ? "kernel"
                  : node.isHost ? "host"
                                : "device",
                  forms[size_t(node.form)]);
  const std::pair<bool, const char *> flags[] = {{node.isMember, "member"},
                                                 {node.isFriend, "friend"},
                                                 {node.isStaticMember, "static"},
                                                 {node.isConstMember, "const"},
                                                 {node.isVirtual, "virtual"},
                                                 {node.isExplicit, "explicit"},
                                                 {node.isConstexpr, "constexpr"},
                                                 {node.isDefaulted, "defaulted"},
                                                 {node.isDeleted, "deleted"},
                                                 {node.hasTrailingResult, "trailing-result"},
                                                 {node.isInline, "inline"},
                                                 {node.forceInline, "forceinline"},
                                                 {node.noInline, "noinline"},
                                                 {!node.contract, "no-contract"},
                                                 {node.returnsReference, "returns-reference"}};
  for (auto [isSet, word] : flags)
    if (isSet)
      head += fmt::format(" {}", word);
  return head;
}

void Printer::member(const MemberInit &init) {
  line("MemberInit {}{}{}", text(init.name), init.isBraced ? " braced" : "", init.isExpansion ? " pack" : "");
  nested([&] { exprs(init.args); });
}

void Printer::print(const FunctionDecl &node) {
  line("{}", headOf(node));
  nested([&] {
    optional(node.maxThreadsExpr);
    optional(node.minBlocksExpr);
    decls(node.params);
    for (const MemberInit &init : node.memberInits)
      member(init);
    if (node.body)
      stmt(node.body);
    if (node.launcher)
      decl(node.launcher);
  });
}

void Printer::print(const NamespaceDecl &node) {
  line("NamespaceDecl{}{}", spaced(node.name), node.isInline ? " inline" : "");
  nested([&] { decls(node.decls); });
}

void Printer::print(const NamespaceAliasDecl &node) {
  std::string target = text(node.target);
  line("NamespaceAliasDecl {} {}", node.name, target.substr(0, target.size() - 2));
}

void Printer::print(const UsingDirectiveDecl &node) {
  std::string target = text(node.target);
  line("UsingDirectiveDecl {}", target.substr(0, target.size() - 2));
}

void Printer::print(const UsingDecl &node) { line("UsingDecl {}{}", text(node.target), node.name); }

void Printer::print(const TemplateParamDecl &node) {
  std::string form = node.form == TemplateParamDecl::Form::Type    ? " typename"
                     : node.form == TemplateParamDecl::Form::Value ? fmt::format(" '{}'", text(node.syntax))
                                                                   : " template";
  line("TemplateParamDecl{}{}{}{}", spaced(node.name), form, node.isPack ? " pack" : "",
       node.defaultArg ? fmt::format(" = {}", text(*node.defaultArg)) : "");
}

void Printer::print(const TemplateDecl &node) {
  line("TemplateDecl{}", spaced(node.name));
  nested([&] {
    decls(node.params);
    decl(node.pattern);
  });
}

void Printer::print(const InstantiationDecl &node) {
  line("InstantiationDecl");
  nested([&] { decl(node.pattern); });
}

} // namespace hd::ast
