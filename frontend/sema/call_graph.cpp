// After all bodies are checked: prototypes to definitions, recursion, what the kernels reach.
#include "frontend/sema/checker.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace hd::sema {

void Checker::resolveCalls() {
  std::unordered_set<FunctionDecl *> reported;
  for (Call &call : calls_) {
    FunctionDecl *definition = call.callee->definition;
    if (definition) {
      call.callee = call.expr->function = definition;
      if (call.construct)
        call.construct->constructor = definition;
      continue;
    }
    if (call.caller)
      blamed_.try_emplace(call.caller, engine_.all().size());
    if (reported.insert(call.callee).second)
      report(Id::UndefinedFunction, call.expr->range, call.callee->name)
          .note(Id::DeclaredHere, nameRange(call.callee), call.callee->name);
  }
}

namespace {

struct Edge {
  FunctionDecl *callee;
  Range where;
};
using Graph = llvm::MapVector<FunctionDecl *, std::vector<Edge>>;

// Depth first without recursion; a cycle goes to `onCycle` as the path of functions on it.
class Walk {
public:
  explicit Walk(Graph &graph) : graph_(graph) {}

  template <typename OnCycle> void from(FunctionDecl *root, OnCycle onCycle) {
    if (!push(root))
      return;
    while (!path_.empty()) {
      auto &[function, next] = path_.back();
      std::vector<Edge> &edges = graph_[function];
      if (next == edges.size()) {
        state_[function] = kDone;
        postOrder.push_back(function);
        path_.pop_back();
        continue;
      }
      Edge edge = edges[next++];
      if (state_[edge.callee] == kOpen)
        onCycle(edge, cycleTo(edge.callee));
      else
        push(edge.callee);
    }
  }

  std::vector<FunctionDecl *> postOrder; // callees first

private:
  bool push(FunctionDecl *function) {
    if (state_[function] != kNew)
      return false;
    state_[function] = kOpen;
    path_.push_back({function, 0});
    return true;
  }

  std::string cycleTo(FunctionDecl *callee) const {
    std::string text;
    bool isInCycle = false;
    for (const auto &[function, next] : path_) {
      isInCycle |= function == callee;
      if (isInCycle)
        text += "`" + function->name + "` -> ";
    }
    return text + "`" + callee->name + "`";
  }

  enum State { kNew, kOpen, kDone };
  Graph &graph_;
  std::unordered_map<FunctionDecl *, State> state_;
  std::vector<std::pair<FunctionDecl *, size_t>> path_;
};

} // namespace

void Checker::fillProgram(Program &program) {
  Graph graph;
  for (const Call &call : calls_)
    if (call.caller)
      graph[call.caller].push_back({call.callee, call.expr->range});
  Walk walk(graph);
  for (FunctionDecl *function : definitions_)
    if (function->isKernel) {
      program.kernels.push_back(function);
      walk.from(function, [](const Edge &, const std::string &) {});
    }
  std::unordered_set<FunctionDecl *> reached;
  for (FunctionDecl *function : walk.postOrder) {
    reached.insert(function);
    if (!function->isKernel)
      program.functions.push_back(function);
  }
  llvm::SetVector<VarDecl *> globals;
  for (const auto &[function, variable] : uses_)
    if (reached.count(function))
      globals.insert(variable);
  program.globals.assign(globals.begin(), globals.end());
}

} // namespace hd::sema
