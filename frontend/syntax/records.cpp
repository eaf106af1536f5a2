// Walks over the members of a class by their shapes.
#include "frontend/syntax/records.h"

#include <algorithm>

namespace hd::syntax {

namespace {

constexpr unsigned kMaxDepth = 32; // deeper classes are kept as they are

class Stripper {
public:
  Stripper(const Terminals &file, const std::vector<uint32_t> &match) : file_(file), match_(match) {}

  void record(const Shape &shape, unsigned depth) {
    copy(shape.first, shape.recordBody + 1);
    size_t close = match_[shape.recordBody];
    for (size_t at = shape.recordBody + 1; at < close;) {
      Tok token = file_[at].type;
      if (token == Tok::SEMI || token == Tok::COLON || token == Tok::PUBLIC || token == Tok::PRIVATE ||
          token == Tok::PROTECTED || file_[at].isPragma()) {
        copy(at, at + 1);
        ++at;
        continue;
      }
      Shape member = shapeOf(file_, match_, at, close);
      member.last = std::max(member.last, at + 1);
      takeMember(member, depth);
      at = member.last;
    }
    copy(close, shape.last);
  }

  Terminals take() { return std::move(out_); }

private:
  void copy(size_t first, size_t last) {
    out_.insert(out_.end(), file_.begin() + std::ptrdiff_t(first), file_.begin() + std::ptrdiff_t(last));
  }

  void takeMember(const Shape &member, unsigned depth) {
    if (member.recordBody && !member.isEnum && depth < kMaxDepth)
      return record(member, depth + 1);
    bool isHost = member.isFunction() && !member.isDevice && !member.isConstexpr && !member.isDefaulted;
    if (!isHost)
      return copy(member.first, member.last);
    if (!member.isFriend)
      hostMember(member);
  }

  void hostMember(const Shape &member) {
    size_t first = member.name;
    Tok token = file_[first].type;
    if (token == Tok::IDENTIFIER && first > member.head && file_[first - 1].type == Tok::TILDE)
      return; // nothing in device code calls it
    Tok symbol = token == Tok::OPERATOR ? file_[first + 1].type : Tok::End;
    bool isConversion = token == Tok::OPERATOR && !(symbol >= Tok::LPAREN && symbol <= Tok::PIPE_ASSIGN);
    if (isConversion)
      return;
    out_.push_back({Tok::HOST_MEMBER, file_[member.first].source});
    copy(first, member.params);
    out_.push_back({Tok::SEMI, file_[member.params].source});
  }

  const Terminals &file_;
  const std::vector<uint32_t> &match_;
  Terminals out_;
};

} // namespace

Terminals withoutHostMethods(const Terminals &file, const std::vector<uint32_t> &match, const Shape &shape) {
  Stripper stripper(file, match);
  stripper.record(shape, 0);
  return stripper.take();
}

} // namespace hd::syntax
