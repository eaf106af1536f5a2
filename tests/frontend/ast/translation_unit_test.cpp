// A translation unit destroys its nodes, and most of them have nothing to destroy.
#include "frontend/ast/decl.h"

#include <gtest/gtest.h>

namespace hd::ast {

static_assert(std::is_trivially_destructible_v<BinaryExpr>);
static_assert(std::is_trivially_destructible_v<ImplicitCastExpr>);
static_assert(!std::is_trivially_destructible_v<NameExpr>);

namespace {

struct Node {
  ~Node() { ++*destroyed; }
  int *destroyed = nullptr;
};

struct alignas(64) Aligned {
  char bytes[64];
};

TEST(TranslationUnit, destroysEachNodeOnce) {
  int destroyed = 0;
  {
    TranslationUnit unit;
    for (int i = 0; i < 1000; ++i)
      unit.make<Node>()->destroyed = &destroyed;
    EXPECT_EQ(destroyed, 0);
  }
  EXPECT_EQ(destroyed, 1000);
}

TEST(TranslationUnit, nodesAreAligned) {
  TranslationUnit unit;
  for (int i = 0; i < 1000; ++i) {
    unit.make<BreakStmt>();
    EXPECT_EQ(reinterpret_cast<uintptr_t>(unit.make<Aligned>()) % 64, 0u);
  }
}

} // namespace
} // namespace hd::ast
