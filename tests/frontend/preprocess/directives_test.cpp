// Macros, conditionals, includes, pragmas.
#include "tests/frontend/preprocess/preprocess_test.h"

#include <filesystem>
#include <fstream>

namespace hd::preprocess {
namespace {

using testing::HasSubstr;

TEST_F(Preprocess, ExpandsMacros) {
  EXPECT_EQ(run("#define SQ(x) ((x) * (x))\n#define N 4\nSQ(a + N)\n"), "( ( a + 4 ) * ( a + 4 ) )");
  EXPECT_EQ(errors(), "");
}

TEST_F(Preprocess, KnowsItsOwnMacros) {
  EXPECT_EQ(run("__HEDDLE__ __CUDACC__ __CUDA_ARCH__ __cplusplus __LINE__"), "1 1 700 201703L 1");
}

TEST_F(Preprocess, TakesDefinesFromOptions) {
  options.defines = {{"TILE", "16"}, {"FLAG", "1"}};
  EXPECT_EQ(run("#if FLAG && __cplusplus >= 201703L\nTILE\n#else\n0\n#endif\n"), "16");
}

TEST_F(Preprocess, KeepsUnrollAndContractPragmas) {
  EXPECT_EQ(run("#pragma unroll 4\nx\n#pragma unroll\n#pragma other don't\n#pragma STDC FP_CONTRACT OFF\n"
                "_Pragma(\"unroll 2\") y"),
            "unroll 4 pragma-end x unroll pragma-end STDC unroll 2 pragma-end y");
  EXPECT_EQ(errors(), "");
}

TEST_F(Preprocess, FindsShippedHeaders) {
  EXPECT_EQ(run("#include <stdio.h>\n#include <csignal>\n#include <math.h>\nM_PI"), "3.14159265358979323846");
}

TEST_F(Preprocess, SearchesBesideTheIncluderAndInFolders) {
  namespace fs = std::filesystem;
  fs::path folder = fs::path(testing::TempDir()) / "hd_preprocess_include";
  fs::create_directories(folder / "sub");
  std::ofstream(folder / "one.h") << "#pragma once\n#include \"sub/two.h\"\none\n";
  std::ofstream(folder / "sub" / "two.h") << "#ifndef TWO\n#define TWO\ntwo\n#endif\n";
  options.includeDirs = {folder.string()};
  EXPECT_EQ(run("#include \"one.h\"\n#include <one.h>\n#include <sub/two.h>\nend"), "two one end");
  EXPECT_THAT(sources.path(token("two").location.file), HasSubstr("two.h"));
  EXPECT_EQ(token("end").location.line, 4u);
}

TEST_F(Preprocess, NamesAMissingIncludeAndWhereItLooked) {
  options.includeDirs = {"/nowhere"};
  run("#include \"gone.h\"\n");
  EXPECT_THAT(errors(),
              HasSubstr("cannot find the included file `gone.h`; searched `.`, `/nowhere` and the headers of "
                        "heddle [missing-include]"));
}

TEST_F(Preprocess, LeavesOutSystemHeadersOfCudaFiles) {
  namespace fs = std::filesystem;
  std::string path = (fs::path(testing::TempDir()) / "hd_host.cu").string();
  std::ofstream(path) << "#include <no/such_header.h>\nend\n";
  tokens = preprocess(sources, engine, options, {path, std::nullopt});
  EXPECT_EQ(engine.errorCount(), 0u);
  EXPECT_THAT(errors(), HasSubstr("[ignored-include]"));
}

TEST_F(Preprocess, ReadsWhatACudaFileNeedsNotInclude) {
  EXPECT_THAT(run("#include <vector>\nstd::vector<std::size_t> end;", "host.cu"),
              testing::AllOf(HasSubstr("cudaError_t"), testing::Not(HasSubstr("numeric_limits"))));
  EXPECT_THAT(run("std::is_same<int, int> end;", "traits.cu"), HasSubstr("numeric_limits"));
  EXPECT_THAT(run("using namespace std;", "using.cu"), HasSubstr("numeric_limits"));
  EXPECT_EQ(run("std::max", "kernel.hd"), "std :: max");
  std::string header = testing::TempDir() + "hd_names_std.h";
  std::ofstream(header) << "int x = std::max(1, 2);\n";
  EXPECT_THAT(run("#include \"" + header + "\"\n", "quoted.cu"), HasSubstr("numeric_limits"));
  EXPECT_EQ(errors(), "");
}

TEST_F(Preprocess, WarnsOfMacrosThatAreDefinedAgain) {
  EXPECT_EQ(run("#define A 1\n#define A 2\nA"), "2");
  EXPECT_THAT(errors(), HasSubstr("[macro-redefined]"));
  EXPECT_EQ(run("#define B 1\n#define B /* one */ \"// b\" // two\nB", "comments.hd"), "\"// b\"");
}

TEST_F(Preprocess, EndsRecursiveIncludes) {
  namespace fs = std::filesystem;
  std::string path = (fs::path(testing::TempDir()) / "hd_self.h").string();
  std::ofstream(path) << "#include \"hd_self.h\"\n";
  tokens = preprocess(sources, engine, options, {path, std::nullopt});
  EXPECT_THAT(errors(), HasSubstr("[include-too-deep]"));
}

TEST_F(Preprocess, ReportsErrorAndWarningDirectives) {
  run("#warning careful\n#error don't do that\nx");
  EXPECT_THAT(errors(), HasSubstr("test.hd:1:1: warning: #warning careful [warning-directive]"));
  EXPECT_THAT(errors(), HasSubstr("test.hd:2:1: error: #error don't do that [error-directive]"));
}

TEST_F(Preprocess, ReportsMalformedDirectives) {
  run("#if 1\n#foo\nint a;\n");
  EXPECT_THAT(errors(),
              HasSubstr("test.hd:2:1: error: unknown preprocessor directive `#foo` [preprocessor]"));
  EXPECT_THAT(errors(), HasSubstr("has no `#endif`"));
}

TEST_F(Preprocess, WarnsOfARedefinition) {
  EXPECT_EQ(run("#define e 1\ne\n#define e 2\ne\n# define F(x) x + \\\n x\n"
                "#define F(x, y) x \\\n/* not y */ x\nF(3, 4)\nF(5, 6)"),
            "1 2 3 3 5 5");
  EXPECT_THAT(errors(), HasSubstr("test.hd:3:1: warning: macro `e` is defined again, with another text"));
  EXPECT_EQ(engine.errorCount(), 0u);
}

TEST_F(Preprocess, LeavesOutVariableArguments) {
  EXPECT_EQ(run("#define P(f, ...) p(f, ##__VA_ARGS__)\n#define Q(f, ...) p(f , ## __VA_ARGS__); \\\n x\n"
                "P(1) P(1, 2, 3) Q(1) Q(4, 5)"),
            "p ( 1 ) p ( 1 , 2 , 3 ) p ( 1 ) ; x p ( 4 , 5 ) ; x");
  EXPECT_EQ(run("#define R(f, ...) f __VA_OPT__([) __VA_ARGS__\nR(1) R(1, 2)", "optional.hd"), "1 1 [ 2");
  EXPECT_EQ(errors(), "");
}

TEST_F(Preprocess, SkipsInactiveText) {
  EXPECT_EQ(run("#if 0\n don't \" @\n#endif\nx"), "x");
  EXPECT_EQ(errors(), "");
}

TEST_F(Preprocess, CannotReadAMissingFile) {
  tokens = preprocess(sources, engine, options, {"/nowhere/a.hd", std::nullopt});
  EXPECT_EQ(errors(), "heddle: error: cannot read `/nowhere/a.hd`: no such file [cannot-read-file]\n");
  EXPECT_EQ(tokens.back().kind, TokenKind::End);
}

} // namespace
} // namespace hd::preprocess
