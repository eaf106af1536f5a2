// Members with alignas lie, and make their records as large, as the Itanium C++ ABI has it.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

using namespace ast;

void expectOffsets(const std::string &source, uint64_t size, uint64_t alignment,
                   const std::vector<uint64_t> &offsets) {
  auto checked = checkSource(source);
  ASSERT_EQ(checked->text(), "");
  auto *record = llvm::cast<RecordDecl>(checked->unit.decls.front());
  EXPECT_EQ(record->size, size) << source;
  EXPECT_EQ(record->alignment, alignment) << source;
  ASSERT_EQ(record->fields.size(), offsets.size()) << source;
  for (size_t i = 0; i < offsets.size(); ++i)
    EXPECT_EQ(record->fields[i]->offset, offsets[i]) << source << " " << record->fields[i]->name;
}

TEST(MemberAlignment, MovesTheMember) {
  expectOffsets("struct S { char a; alignas(16) float b; char c; };", 32, 16, {0, 16, 20});
  expectOffsets("struct S { char a; __align__(8) char b[3]; short c; };", 16, 8, {0, 8, 12});
  expectOffsets("struct S { char a; float b __attribute__((aligned(32))); };", 64, 32, {0, 32});
  expectOffsets("struct S { char a; alignas(double) char b; };", 16, 8, {0, 8});
  expectOffsets("struct S { int a : 3; __align__(8) int b : 5; };", 16, 8, {0, 8});
  expectOffsets("union S { char a; alignas(16) char b; };", 16, 16, {0, 0});
}

TEST(MemberAlignment, DoesNotLowerTheTypes) {
  expectOffsets("struct S { char a; __align__(1) int b; };", 8, 4, {0, 4});
}

TEST(MemberAlignment, OfTemplates) {
  auto checked = checkSource("template <int N> struct S { char a; alignas(N) char b; };"
                             "static_assert(sizeof(S<8>) == 16 && alignof(S<32>) == 32);");
  EXPECT_EQ(checked->text(), "");
}

TEST(MemberAlignment, MustBeAPowerOfTwo) {
  EXPECT_THAT(checkSource("struct S { alignas(3) int a; };")->ids(), testing::ElementsAre("bad-alignment"));
}

} // namespace hd::sema::test
