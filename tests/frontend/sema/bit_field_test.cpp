// Where bit-fields lie, as the Itanium C++ ABI has it, and what they are promoted to.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {

using namespace ast;

struct Expected {
  const char *name;
  uint64_t offset; // of the unit
  unsigned firstBit, bits;
};

void expectLayout(const std::string &source, uint64_t size, uint64_t alignment,
                  std::vector<Expected> fields) {
  auto checked = checkSource(source);
  ASSERT_EQ(checked->text(), "");
  auto *record = llvm::cast<RecordDecl>(checked->unit.decls.front());
  EXPECT_EQ(record->size, size) << source;
  EXPECT_EQ(record->alignment, alignment) << source;
  ASSERT_EQ(record->fields.size(), fields.size()) << source;
  for (size_t i = 0; i < fields.size(); ++i) {
    const FieldDecl *field = record->fields[i];
    EXPECT_EQ(field->name, fields[i].name);
    EXPECT_EQ(field->offset, fields[i].offset) << source << " " << field->name;
    EXPECT_EQ(field->firstBit, fields[i].firstBit) << source << " " << field->name;
    EXPECT_EQ(field->bits, fields[i].bits) << source << " " << field->name;
    EXPECT_EQ(field->index, i);
  }
}

TEST(BitField, Layout) {
  expectLayout("struct S { int a : 3; int b : 30; };", 8, 4, {{"a", 0, 0, 3}, {"b", 4, 0, 30}});
  expectLayout("struct S { char a : 3; int b : 20; };", 4, 4, {{"a", 0, 0, 3}, {"b", 0, 3, 20}});
  expectLayout("struct S { int a : 3; char b; int c : 3; };", 4, 4,
               {{"a", 0, 0, 3}, {"b", 1, 0, 0}, {"c", 0, 16, 3}});
  expectLayout("struct S { char a : 1; int : 5; char b : 3; };", 2, 1, {{"a", 0, 0, 1}, {"b", 1, 0, 3}});
  expectLayout("struct S { char a : 1; int : 0; char b; };", 5, 1, {{"a", 0, 0, 1}, {"b", 4, 0, 0}});
  expectLayout("struct S { long a : 40; int b : 20; };", 8, 8, {{"a", 0, 0, 40}, {"b", 4, 8, 20}});
  expectLayout("union S { int a : 3; long b : 40; };", 8, 8, {{"a", 0, 0, 3}, {"b", 0, 0, 40}});
}

TEST(BitField, Promotion) {
  const std::string record =
      "struct S { unsigned narrow : 31, full : 32; unsigned long wide : 5, long_ : 40; };";
  for (auto [name, type] :
       {std::pair("narrow", "int"), {"full", "unsigned int"}, {"wide", "int"}, {"long_", "unsigned long"}}) {
    auto checked = checkSource(record + kernel(std::string("S s = {}; s.") + name + " + (char)1;"));
    ASSERT_EQ(checked->text(), "");
    EXPECT_EQ(checked->lastExpr()->type.str(), type) << name;
  }
}

} // namespace hd::sema::test
