#include "tests/frontend/sema/sema_test.h"
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
namespace hd::sema::test {
static std::vector<std::string> tokens(const std::string &s) {
  std::vector<std::string> out;
  size_t i = 0;
  while (i < s.size()) {
    size_t j = i + 1;
    if (isalnum(s[i]) || s[i] == '_')
      while (j < s.size() && (isalnum(s[j]) || s[j] == '_' || s[j] == '.'))
        ++j;
    else if (isspace(s[i]))
      while (j < s.size() && isspace(s[j]))
        ++j;
    out.push_back(s.substr(i, j - i));
    i = j;
  }
  return out;
}
TEST(Tmp, Fuzz) {
  std::vector<std::vector<std::string>> files;
  std::vector<std::string> pool;
  for (auto &e : std::filesystem::directory_iterator("tests/frontend/sema/constexpr")) {
    if (e.path().filename() == "no_end.hd" || e.path().filename() == "limits.hd")
      continue;
    std::stringstream all;
    all << std::ifstream(e.path()).rdbuf();
    files.push_back(tokens(all.str()));
    for (auto &t : files.back())
      if (!isspace(t[0]))
        pool.push_back(t);
  }
  unsigned seed = getenv("HD_SEED") ? atoi(getenv("HD_SEED")) : 1;
  double seconds = getenv("HD_SECONDS") ? atof(getenv("HD_SECONDS")) : 60;
  std::mt19937 r(seed);
  auto start = std::chrono::steady_clock::now();
  auto now = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  unsigned runs = 0, good = 0;
  double worst = 0;
  while (now() < seconds) {
    auto t = files[r() % files.size()];
    unsigned n = 1 + r() % 4;
    for (unsigned i = 0; i < n; ++i) {
      size_t at = r() % t.size();
      switch (r() % 4) {
      case 0:
        t[at] = pool[r() % pool.size()];
        break;
      case 1:
        t.erase(t.begin() + at);
        break;
      case 2:
        t.insert(t.begin() + at, pool[r() % pool.size()]);
        break;
      case 3:
        t[at] = t[r() % t.size()];
        break;
      }
    }
    std::string s;
    for (auto &x : t)
      s += x;
    {
      std::ofstream(std::string("/tmp/cx/last") + std::to_string(seed) + ".hd") << s;
    }
    double before = now();
    auto checked = checkSource(s);
    if (!checked->program && checked->engine.errorCount() == 0) {
      std::cout << "FAILED WITHOUT ERROR\n" << s;
      abort();
    }
    if (checked->program && checked->engine.errorCount()) {
      std::cout << "ERR\n";
      abort();
    }
    checked->text();
    double took = now() - before;
    if (took > worst) {
      worst = took;
      std::cout << "took " << took << "\n";
      std::ofstream(std::string("/tmp/cx/worst") + std::to_string(seed) + ".hd") << s;
    }
    ++runs;
    good += checked->program.has_value();
  }
  std::cout << runs << " runs, " << good << " good, worst " << worst << "\n";
}
} // namespace hd::sema::test
