// Instances of templates: clones of the pattern, checked in a scope where the parameters mean the arguments.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"
#include "frontend/sema/guards.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

namespace {

constexpr unsigned kMaxInstantiationDepth = 200;
constexpr size_t kMaxInstances = 1 << 16; // in a file, of classes and functions
constexpr size_t kMaxNameBytes = 1 << 18;

std::string shortened(const std::string &name) {
  constexpr size_t kShown = 60;
  return name.size() <= kShown ? name : name.substr(0, kShown) + "...`";
}

} // namespace

InstantiationGuard::InstantiationGuard(Checker &checker, std::string what, Range where)
    : checker_(checker), saved_(checker.frame_) {
  unsigned depth = saved_ ? saved_->depth + 1 : 1;
  if (checker.isOverLimit_) {
    isGood_ = false;
    return;
  }
  if (depth > kMaxInstantiationDepth) {
    ErrorUntrap untrap(checker.engine_); // no overload is meant to end here
    if (!checker.isTooDeep_)
      checker.report(Id::TemplateTooDeep, where, kMaxInstantiationDepth, shortened(what));
    checker.isTooDeep_ = true;
    isGood_ = false;
    return;
  }
  checker.frames_.push_back({std::move(what), where, saved_, depth});
  checker.frame_ = &checker.frames_.back();
}

InstantiationGuard::~InstantiationGuard() { checker_.frame_ = saved_; }

// One more instance, called `name`. What passes a limit is reported once; a name that is too long is cut, as
// instances of instances could double it again and again.
void Checker::countInstance(std::string &name, const std::string &of, Range where) {
  bool isLong = name.size() > kMaxNameBytes;
  if (isLong)
    name.resize(kMaxNameBytes / 256);
  if (isOverLimit_ || (++instanceCount_ <= kMaxInstances && !isLong))
    return;
  ErrorUntrap untrap(engine_);
  if (isLong)
    report(Id::TemplateNameTooLong, where, of, kMaxNameBytes);
  else
    report(Id::TooManyInstances, where, kMaxInstances, of);
  isOverLimit_ = true;
  engine_.mute(); // what is not defined now would give errors without end
}

// --- classes

// The instance, which is only named: its definition waits until it is needed.
RecordDecl *Checker::instanceOf(Template &info, const Bindings &bindings, Range where) {
  Decl *&known = info.instances[keyOf(bindings)];
  if (known)
    return cast<RecordDecl>(known);
  auto *primary = cast<RecordDecl>(info.decl->pattern);
  auto *record = unit_.make<RecordDecl>();
  record->name = nameWithArgs(primary->name, bindings);
  countInstance(record->name, primary->name, where);
  record->range = primary->range;
  record->nameLocation = primary->nameLocation;
  record->isUnion = primary->isUnion;
  known = record;
  RecordInfo &made = recordInfos_[record];
  made.origin = &info;
  made.args = bindings;
  made.context = info.scope;
  frames_.push_back({"`" + record->name + "`", where, frame_, frame_ ? frame_->depth + 1 : 1});
  made.frame = &frames_.back();
  return record;
}

void Checker::defineInstance(RecordDecl *record) {
  RecordInfo &info = recordInfos_[record];
  if (records_.count(record))
    return;
  TemplateDecl *pattern = nullptr;
  Bindings args;
  const Frame *savedFrame = frame_;
  ErrorUntrap untrap(engine_); // an error in a definition is one, wherever it is needed
  Range where = info.frame ? info.frame->where : record->range;
  InstantiationGuard guard(*this, "`" + record->name + "`", where);
  if (!guard || !choosePattern(info, pattern, args, where)) {
    frame_ = savedFrame;
    records_[record] = Check::Running;
    brokenRecords_.insert(record);
    return;
  }
  auto *source = cast<RecordDecl>(pattern->pattern);
  if (!source->hasBody)
    return; // declared only: stays incomplete
  records_[record] = Check::Running;
  takeBody(*record, *cast<RecordDecl>(clone(source, unit_)));
  info.pattern = pattern;
  info.patternArgs = args;
  Scope *saved = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  bool savedInLibrary = inLibrary_;
  scope_ = bindScope(pattern->params, args, info.origin->scope);
  defineMembers(record);
  inLibrary_ = savedInLibrary;
  function_ = std::move(savedFunction);
  scope_ = saved;
}

// --- variables

VarDecl *Checker::variableInstance(TemplateDecl *decl, const std::vector<TemplateArgSyntax> &args,
                                   Range where) {
  Template &info = templateOf(decl);
  Bindings bindings;
  if (!resolveArgs(info.decl, info.scope, args, bindings, false, where))
    return nullptr;
  std::string key = keyOf(bindings);
  if (Decl *known = info.instances[key])
    return cast<VarDecl>(known);
  TemplateDecl *pattern = info.decl;
  Bindings patternArgs = bindings;
  for (TemplateDecl *partial : info.partials) {
    Bindings bound;
    if (!matchesPartial(partial, info, bindings, bound))
      continue;
    if (pattern != info.decl && !isMoreSpecialised(partial, pattern))
      continue;
    pattern = partial;
    patternArgs = bound;
  }
  auto *variable = cast<VarDecl>(clone(pattern->pattern, unit_));
  variable->name = nameWithArgs(variable->name, bindings);
  variable->isFileScope = true;
  variable->hasArgs = false;
  info.instances[key] = variable;
  hostConstants_.emplace(variable, Check::Pending);
  memberScopes_[variable] = bindScope(pattern->params, patternArgs, info.scope);
  return variable;
}

// --- functions

// Null when substitution fails. The body waits until the function is used.
FunctionDecl *Checker::instantiateFunction(Template &info, const Bindings &bindings, Range where) {
  std::string key = keyOf(bindings);
  if (auto known = info.instances.find(key); known != info.instances.end())
    return cast_or_null<FunctionDecl>(known->second);
  auto *pattern = cast<FunctionDecl>(info.decl->pattern);
  std::string name = nameWithArgs(pattern->name, bindings);
  countInstance(name, pattern->name, where);
  InstantiationGuard guard(*this, "`" + name + "`", where);
  if (!guard)
    return nullptr;
  info.instances[key] = nullptr;
  auto *function = cast<FunctionDecl>(clone(pattern, unit_));
  Scope *savedScope = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  scope_ = bindScope(info.decl->params, bindings, info.scope);
  functionScopes_[function] = scope_;
  Scope *around = info.scope;
  while (around && around->kind() == Scope::Kind::Template)
    around = around->parent();
  if (pattern->isMember && around && around->kind() == Scope::Kind::Record) {
    function->parent = around->record;
    if (!function->isStaticMember)
      addThis(around->record, function);
  }
  unsigned errors = engine_.errorCount();
  size_t before = engine_.all().size();
  bool isGood = resolveSignature(function) && engine_.errorCount() == errors;
  scope_ = savedScope;
  function_ = std::move(savedFunction);
  function->name = std::move(name);
  if (!isGood) {
    if (function->isKernel && !engine_.isTrapped())
      badKernels_.push_back({function, info.decl, before});
    return nullptr;
  }
  canonical_[function] = function;
  if (function->body || function->isDefaulted)
    function->definition = function;
  instanceInfos_[function] = {&info, bindings, frame_};
  info.instances[key] = function;
  if (function->isKernel) {
    info.decl->kernels.push_back(function);
    useFunction(function);
  }
  return function;
}

} // namespace hd::sema
