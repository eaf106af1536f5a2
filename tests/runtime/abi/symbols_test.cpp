// Symbols of names that are no identifiers, and names that are the same.
#include "runtime/abi/symbols.h"

#include <gtest/gtest.h>

namespace hd::abi {
namespace {

TEST(Symbols, IdentifiersStayAsTheyAre) {
  EXPECT_EQ(kernelSymbol("saxpy_2"), "hd_kernel_saxpy_2");
  EXPECT_EQ(globalSymbol("table"), "hd_global_table");
}

TEST(Symbols, OtherNamesBecomeIdentifiers) {
  EXPECT_EQ(kernelSymbol("reduce<float, 256>"), "hd_kernel_reduce_float_256_5f3c23eb255876fc");
  EXPECT_NE(identifierOf("f<int *>"), identifierOf("f<int &>"));
  EXPECT_NE(identifierOf("f<-1>"), identifierOf("f<1>"));
  EXPECT_NE(identifierOf("f_1"), identifierOf("f<1>"));
  for (const char *name : {"", "<>", "7", "N::f", "operator+", "\xc3\xa9", "a b"}) {
    std::string identifier = identifierOf(name);
    EXPECT_EQ(identifier.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
              std::string::npos)
        << identifier;
    EXPECT_FALSE(identifier.empty() || (identifier[0] >= '0' && identifier[0] <= '9')) << identifier;
  }
}

TEST(Symbols, LongNamesHaveShortSymbols) {
  std::string longName = "f<" + std::string(5000, 'x') + ">";
  EXPECT_LT(identifierOf(longName).size(), 90u);
  EXPECT_NE(identifierOf(longName), identifierOf(longName + ">"));
}

TEST(Symbols, BlanksBetweenSignsSayNothing) {
  EXPECT_TRUE(isSameName("f<int, 4>", "f<int,4>"));
  EXPECT_TRUE(isSameName("f< unsigned int >", "f<unsigned int>"));
  EXPECT_TRUE(isSameName("k", "k"));
  EXPECT_FALSE(isSameName("f<unsigned int>", "f<unsignedint>"));
  EXPECT_FALSE(isSameName("f<int>", "f<long>"));
}

} // namespace
} // namespace hd::abi
