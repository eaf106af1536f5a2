// Notes that say how to mend an error.
#include "tests/frontend/sema/sema_test.h"

namespace hd::sema::test {
namespace {

TEST(Notes, SuggestsACast) {
  auto checked = checkSource(kernel("i = n;"));
  EXPECT_THAT(checked->text(), testing::HasSubstr("note: write `(int *)` before it to convert it"));
}

} // namespace
} // namespace hd::sema::test
