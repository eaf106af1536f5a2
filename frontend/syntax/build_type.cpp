// Specifiers, records, enumerations, declarators.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

struct Builder::Words {
  std::optional<BuiltinKind> basic; // void, bool, char, int, float, double
  unsigned longs = 0;
  bool isShort = false, isSigned = false, isUnsigned = false, isAuto = false, isOther = false;

  bool any() const { return basic || longs || isShort || isSigned || isUnsigned || isAuto || isOther; }
};

namespace {

std::optional<BuiltinKind> basicKind(Tok token) {
  switch (token) {
  case Tok::VOID:
    return BuiltinKind::Void;
  case Tok::BOOL:
    return BuiltinKind::Bool;
  case Tok::CHAR:
    return BuiltinKind::Char;
  case Tok::INT:
    return BuiltinKind::Int;
  case Tok::FLOAT:
    return BuiltinKind::Float;
  case Tok::DOUBLE:
    return BuiltinKind::Double;
  default:
    return std::nullopt;
  }
}

} // namespace

Builder::Specifiers Builder::specifiers(const Node *node) {
  Specifiers out;
  Words words;
  out.type.range = range(node);
  for (const Node *child = node->child; child; child = child->next)
    specifier(child, out, words);
  finishWords(words, out, range(node));
  return out;
}

void Builder::specifier(const Node *node, Specifiers &out, Words &words) {
  const Node *first = node->child;
  bool isType =
      first->is(Rule::RecordSpecifier) || first->is(Rule::EnumSpecifier) || first->is(Tok::TYPE_NAME);
  if (isType && words.any()) {
    if (out.hasBody)
      engine_.report(diag::Id::SyntaxError, range(first), "expected `;` after the `}` of this type");
    else
      engine_.report(diag::Id::SyntaxError, range(first), "this declaration names two types");
  }
  words.isOther |= isType;
  if (first->is(Rule::Attribute))
    return attribute(first, out);
  if (first->is(Rule::RecordSpecifier))
    return recordSpecifier(first, out);
  if (first->is(Rule::EnumSpecifier))
    return enumSpecifier(first, out);
  if (auto kind = basicKind(first->token)) {
    if (words.basic || (words.isOther && !isType))
      engine_.report(diag::Id::SyntaxError, range(first),
                     out.hasBody ? "expected `;` after the `}` of this type"
                                 : "this declaration names two types");
    words.basic = kind;
    return;
  }
  switch (first->token) {
  case Tok::TYPE_NAME:
    out.type.base = TypeSyntax::Base::Named;
    out.type.name = terminal(first).text();
    break;
  case Tok::SHORT:
    words.isShort = true;
    break;
  case Tok::LONG:
    ++words.longs;
    break;
  case Tok::SIGNED:
    words.isSigned = true;
    break;
  case Tok::UNSIGNED:
    words.isUnsigned = true;
    break;
  case Tok::AUTO:
    words.isAuto = true;
    break;
  case Tok::CONST:
    out.type.isConst = true;
    break;
  case Tok::VOLATILE:
    out.type.isVolatile = true;
    break;
  case Tok::TYPEDEF:
    out.isTypedef = true;
    break;
  case Tok::EXTERN:
    out.isExtern = true;
    break;
  case Tok::STATIC:
    out.isStatic = true;
    break;
  case Tok::INLINE:
    out.isInline = true;
    break;
  case Tok::CONSTEXPR:
    out.isConstexpr = true;
    break;
  default: // `register` says nothing; `restrict` of a base type neither
    break;
  }
}

void Builder::finishWords(const Words &words, Specifiers &out, diag::Range where) {
  if (words.isOther)
    return;
  auto error = [&](const char *message) { engine_.report(diag::Id::SyntaxError, where, message); };
  TypeSyntax &type = out.type;
  if (words.isAuto && !words.basic && !words.longs && !words.isShort) {
    type.base = TypeSyntax::Base::Auto;
    return;
  }
  if (!words.any())
    return error("expected a type");
  BuiltinKind basic = words.basic.value_or(BuiltinKind::Int);
  bool sized = words.longs || words.isShort;
  bool signs = words.isSigned || words.isUnsigned;
  if (basic == BuiltinKind::Double && words.longs == 1 && !signs && !words.isShort)
    return unsupported(where, "`long double` is", "use `double`");
  if ((signs && basic != BuiltinKind::Int && basic != BuiltinKind::Char) ||
      (sized && basic != BuiltinKind::Int) || words.longs > 2 || (words.longs && words.isShort) ||
      (words.isSigned && words.isUnsigned))
    return error("these words do not make a type together");
  bool isUnsigned = words.isUnsigned;
  if (basic == BuiltinKind::Char)
    type.builtin = isUnsigned ? BuiltinKind::UChar : words.isSigned ? BuiltinKind::SChar : BuiltinKind::Char;
  else if (words.isShort)
    type.builtin = isUnsigned ? BuiltinKind::UShort : BuiltinKind::Short;
  else if (words.longs == 2)
    type.builtin = isUnsigned ? BuiltinKind::ULongLong : BuiltinKind::LongLong;
  else if (words.longs == 1)
    type.builtin = isUnsigned ? BuiltinKind::ULong : BuiltinKind::Long;
  else if (isUnsigned)
    type.builtin = BuiltinKind::UInt;
  else
    type.builtin = basic;
}

void Builder::attribute(const Node *node, Specifiers &out) {
  const Node *first = node->child;
  switch (first->token) {
  case Tok::GLOBAL:
    out.isGlobal = out.isDevice = true;
    break;
  case Tok::DEVICE:
  case Tok::MANAGED:
    out.isDevice = true;
    break;
  case Tok::HOST:
    out.isHost = true;
    break;
  case Tok::SHARED:
    out.isShared = true;
    break;
  case Tok::CONSTANT:
    out.isConstant = true;
    break;
  case Tok::FORCE_INLINE:
    out.forceInline = true;
    break;
  case Tok::NO_INLINE:
    out.noInline = true;
    break;
  case Tok::LAUNCH_BOUNDS: {
    const Node *threads = first->next->next;
    out.maxThreads = expression(threads);
    if (threads->next->is(Tok::COMMA))
      out.minBlocks = expression(threads->next->next);
    break;
  }
  case Tok::ATTRIBUTE:
    gccAttribute(node, out);
    break;
  default: { // ALIGN, ALIGNAS
    const Node *what = first->next->next;
    if (!what->is(Rule::TypeName)) {
      out.alignment = expression(what);
      break;
    }
    auto *alignOf = make<SizeOfExpr>(range(node));
    alignOf->isAlignOf = true;
    alignOf->target = typeName(what);
    out.alignment = alignOf;
    break;
  }
  }
}

// `__attribute__((aligned(16), always_inline))`; ones that change no result are passed over.
void Builder::gccAttribute(const Node *node, Specifiers &out) {
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::AttributeWord))
      continue;
    std::string_view word = terminal(child->child).text();
    if (word.starts_with("__") && word.ends_with("__") && word.size() > 4)
      word = word.substr(2, word.size() - 4);
    const Node *argument = child->child->next ? child->child->next->next : nullptr;
    if (word == "aligned" && argument)
      out.alignment = expression(argument);
    else if (word == "always_inline")
      out.forceInline = true;
    else if (word == "noinline")
      out.noInline = true;
    else if (word != "unused" && word != "const" && word != "pure" && word != "used")
      unsupported(range(child), fmt::format("the attribute `{}` is", word), "leave it out");
  }
}

void Builder::recordSpecifier(const Node *node, Specifiers &out) {
  auto *record = make<RecordDecl>(range(node));
  record->isUnion = node->child->is(Tok::UNION);
  record->nameLocation = record->range.begin;
  Specifiers attributes;
  const Node *body = nullptr;
  for (const Node *child = node->child->next; child; child = child->next) {
    if (child->is(Rule::Attribute))
      attribute(child, attributes);
    else if (child->is(Rule::RecordBody))
      body = child;
    else {
      record->name = terminal(child).text();
      record->nameLocation = terminal(child).source->location;
    }
  }
  record->alignmentExpr = attributes.alignment;
  record->isComplete = body != nullptr;
  out.definition = record;
  out.hasBody = body != nullptr;
  if (!body) {
    out.type.base = TypeSyntax::Base::Named;
    out.type.name = record->name;
    return;
  }
  for (const Node *member = body->child; member; member = member->next)
    if (member->is(Rule::Member))
      recordMember(member, *record);
  out.type.base = TypeSyntax::Base::Record;
  out.type.name = record->name;
  out.type.record = record;
}

void Builder::recordMember(const Node *node, RecordDecl &record) {
  const Node *first = node->child;
  if (first->is(Rule::Alias))
    return unsupported(range(first), "types declared inside a record are",
                       "declare the type before the record");
  if (!first->is(Rule::DeclSpecifiers))
    return;
  Specifiers specs = specifiers(first);
  if (specs.isTypedef)
    return unsupported(range(node), "types declared inside a record are",
                       "declare the type before the record");
  if (specs.isStatic)
    return unsupported(range(node), "static members are",
                       "use a `__constant__` or `const` variable at file scope");
  if (specs.hasBody)
    record.nestedTypes.push_back(specs.definition);
  auto addField = [&](const Declarator &declarator, diag::Range where) {
    auto *field = make<FieldDecl>(where);
    field->name = declarator.name;
    field->nameLocation = declarator.nameLocation;
    field->syntax = specs.type;
    field->syntax.chunks = declarator.chunks;
    field->index = unsigned(record.fields.size());
    record.fields.push_back(field);
    return field;
  };
  if (first->next->is(Tok::SEMI)) { // an anonymous struct or union has a field without a name
    if (specs.type.base == TypeSyntax::Base::Record && specs.type.record->name.empty())
      addField({}, range(node))->nameLocation = range(node).begin;
    return;
  }
  for (const Node *child = first->next; child; child = child->next) {
    if (!child->is(Rule::MemberDeclarator))
      continue;
    FieldDecl *field = addField(declarator(child->child), range(child));
    const Node *rest = child->child->next;
    if (rest && rest->is(Tok::COLON)) {
      field->bitWidth = expression(rest->next);
      rest = rest->next->next;
    }
    if (rest)
      unsupported(range(rest), "initialisers of members are", "set the member where the record is made");
  }
}

void Builder::enumSpecifier(const Node *node, Specifiers &out) {
  auto *decl = make<EnumDecl>(range(node));
  decl->nameLocation = decl->range.begin;
  for (const Node *child = node->child->next; child; child = child->next) {
    if (child->is(Rule::EnumBase)) {
      Specifiers base;
      Words words;
      base.type.range = range(child);
      for (const Node *word = child->child->next; word; word = word->next)
        specifier(word, base, words);
      finishWords(words, base, range(child));
      decl->underlyingSyntax = base.type;
    } else if (child->is(Rule::EnumBody)) {
      enumBody(child, *decl);
      out.hasBody = true;
    } else if (child->is(Tok::IDENTIFIER)) {
      decl->name = terminal(child).text();
      decl->nameLocation = terminal(child).source->location;
    } else {
      unsupported(range(child), "`enum class` is", "use a plain `enum`");
    }
  }
  out.definition = decl;
  out.type.name = decl->name;
  out.type.base = out.hasBody ? TypeSyntax::Base::Enum : TypeSyntax::Base::Named;
  out.type.enumeration = out.hasBody ? decl : nullptr;
}

void Builder::enumBody(const Node *node, EnumDecl &decl) {
  for (const Node *child = node->child; child; child = child->next) {
    if (!child->is(Rule::Enumerator))
      continue;
    auto *enumerator = make<EnumeratorDecl>(range(child));
    enumerator->name = terminal(child->child).text();
    enumerator->nameLocation = terminal(child->child).source->location;
    enumerator->parent = &decl;
    if (child->child->next)
      enumerator->init = expression(child->lastChild);
    decl.enumerators.push_back(enumerator);
  }
}

Builder::Declarator Builder::declarator(const Node *node) {
  Declarator out;
  out.range = range(node);
  out.nameLocation = out.range.begin;
  declaratorInto(node, out);
  return out;
}

// Pointers apply to the base first, then arrays from the last to the first, then what is in parentheses.
void Builder::declaratorInto(const Node *node, Declarator &out) {
  std::vector<const Node *> arrays;
  const Node *inner = nullptr;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::PointerOperator)) {
      DeclaratorChunk chunk;
      chunk.kind =
          child->child->is(Tok::STAR) ? DeclaratorChunk::Kind::Pointer : DeclaratorChunk::Kind::Reference;
      chunk.range = range(child);
      for (const Node *qualifier = child->child->next; qualifier; qualifier = qualifier->next) {
        chunk.isConst |= qualifier->is(Tok::CONST);
        chunk.isVolatile |= qualifier->is(Tok::VOLATILE);
        chunk.isRestrict |= qualifier->is(Tok::RESTRICT);
      }
      out.chunks.push_back(chunk);
    } else if (child->is(Rule::ArraySuffix)) {
      arrays.push_back(child);
    } else if (child->is(Rule::NamedDeclarator) || child->is(Rule::Declarator)) {
      inner = child;
    } else if (child->is(Rule::Attribute)) {
      Specifiers attributes;
      attribute(child, attributes);
      out.alignment = attributes.alignment;
    } else if (child->is(Tok::IDENTIFIER)) {
      out.name = terminal(child).text();
      out.nameLocation = terminal(child).source->location;
    }
  }
  for (auto array = arrays.rbegin(); array != arrays.rend(); ++array) {
    DeclaratorChunk chunk;
    chunk.kind = DeclaratorChunk::Kind::Array;
    chunk.range = range(*array);
    if (const Node *size = (*array)->child->next; !size->is(Tok::RBRACKET))
      chunk.size = expression(size);
    out.chunks.push_back(chunk);
  }
  if (inner)
    declaratorInto(inner, out);
}

TypeSyntax Builder::typeName(const Node *node) {
  Specifiers specs = specifiers(node->child);
  Declarator abstract = declarator(node->lastChild);
  TypeSyntax type = specs.type;
  type.chunks = abstract.chunks;
  type.range = range(node);
  if (!abstract.name.empty())
    engine_.report(diag::Id::SyntaxError, abstract.range,
                   fmt::format("expected a type, found the name `{}`", abstract.name));
  return type;
}

} // namespace hd::syntax
