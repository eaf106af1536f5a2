// Text and JSON of diagnostics.
#include "frontend/diag/render.h"

#include <gtest/gtest.h>

using namespace hd::diag;

namespace {

struct Fixture : testing::Test {
  SourceManager sources;
  Engine engine;
  uint32_t file = sources.addFile("a.hd", "int x;\n\tfloat yy = zz;\n");
  Range at(uint32_t line, uint32_t column, uint32_t length) {
    return {{file, line, column, 0}, {file, line, column + length, 0}};
  }
};

using Render = Fixture;

TEST_F(Render, ShowsLineCaretAndRange) {
  engine.report(Id::UnknownName, at(2, 13, 2), "zz").note(Id::DeclaredHere, at(1, 5, 1), "x");
  EXPECT_EQ(renderText(engine, sources, false), "a.hd:2:13: error: unknown name `zz` [unknown-name]\n"
                                                " float yy = zz;\n"
                                                "            ^~\n"
                                                "a.hd:1:5: note: `x` is declared here\n"
                                                "int x;\n"
                                                "    ^\n");
}

TEST_F(Render, ShowsFixIts) {
  engine.report(Id::SyntaxError, at(1, 6, 0), "expected `;` after declaration").fix(at(1, 6, 0), ";");
  EXPECT_NE(renderText(engine, sources, false).find("     ^\n     ;\n"), std::string::npos);
}

TEST_F(Render, ShowsTheMacroThatATokenCameFrom) {
  uint32_t expansion = sources.addExpansion({"MAX", {file, 2, 13, 0}, {file, 1, 5, 0}});
  engine.report(Id::UnknownName, {{file, 2, 13, expansion}, {file, 2, 15, expansion}}, "q");
  EXPECT_NE(renderText(engine, sources, false).find("a.hd:1:5: note: expanded from macro `MAX`"),
            std::string::npos);
}

TEST_F(Render, WorksWithoutALocation) {
  engine.report(Id::CannotReadFile, {}, "b.hd", "no such file");
  EXPECT_EQ(renderText(engine, sources, false),
            "heddle: error: cannot read `b.hd`: no such file [cannot-read-file]\n");
}

TEST_F(Render, CutsLongLines) {
  uint32_t longFile = sources.addFile("long.hd", std::string(100000, 'x') + "\n");
  engine.report(Id::SyntaxError, {{longFile, 1, 50000, 0}, {longFile, 1, 50001, 0}}, "here");
  EXPECT_LT(renderText(engine, sources, false).size(), 600u);
}

TEST_F(Render, ColorsOnRequest) {
  engine.report(Id::UnknownName, at(1, 5, 1), "x");
  EXPECT_NE(renderText(engine, sources, true).find("\033[1;31merror"), std::string::npos);
}

TEST_F(Render, WritesJson) {
  engine.report(Id::UnknownName, at(1, 5, 1), "x\"y");
  EXPECT_EQ(
      renderJson(engine, sources),
      "[\n{\"file\":\"a.hd\",\"line\":1,\"column\":5,\"endLine\":1,\"endColumn\":6,\"severity\":\"error\","
      "\"id\":\"unknown-name\",\"message\":\"unknown name `x\\\"y`\",\"notes\":[],\"fixIts\":[]}\n]\n");
}

} // namespace
