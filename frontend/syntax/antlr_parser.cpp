// The only file that sees ANTLR. The generated parser runs over our terminals and, instead of ANTLR's own
// tree, makes ours (tree.h). SLL prediction first and LL on failure, though every decision of the grammar
// is LL(1) today and ANTLR then makes no prediction at all.
#include "frontend/syntax/tree.h"

#include "frontend/grammar/Heddle.h"

namespace hd::syntax {

namespace {

using generated::Heddle;

#define HD_TERMINAL(NAME, TEXT)                                                                              \
  static_assert(size_t(Tok::NAME) == size_t(Heddle::NAME), "token_types.def and Heddle.g4 disagree");
#include "frontend/syntax/token_types.def"
#define HD_RULE(NAME)                                                                                        \
  static_assert(size_t(Rule::NAME) == size_t(Heddle::Rule##NAME), "rules.def and Heddle.g4 disagree");
#include "frontend/syntax/rules.def"

class ChunkToken final : public antlr4::Token {
public:
  ChunkToken(size_t type, size_t index) : type_(type), index_(index) {}
  std::string getText() const override { return {}; }
  size_t getType() const override { return type_; }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return DEFAULT_CHANNEL; }
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return index_; }
  size_t getStopIndex() const override { return index_; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  antlr4::CharStream *getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

private:
  size_t type_, index_;
};

class ChunkStream final : public antlr4::TokenStream {
public:
  explicit ChunkStream(const Terminals &chunk) {
    tokens_.reserve(chunk.size() + 1);
    for (const Terminal &terminal : chunk)
      tokens_.emplace_back(terminal.type == Tok::End ? antlr4::Token::EOF : size_t(terminal.type),
                           tokens_.size());
    tokens_.emplace_back(antlr4::Token::EOF, tokens_.size());
  }

  antlr4::Token *LT(ssize_t k) override {
    if (k == 0 || (k < 0 && size_t(-k) > at_))
      return nullptr;
    size_t index = k > 0 ? at_ + size_t(k) - 1 : at_ - size_t(-k);
    return &tokens_[std::min(index, tokens_.size() - 1)];
  }
  size_t LA(ssize_t k) override {
    antlr4::Token *token = LT(k);
    return token ? token->getType() : size_t(antlr4::Token::INVALID_TYPE);
  }
  antlr4::Token *get(size_t index) const override { return const_cast<ChunkToken *>(&tokens_[index]); }
  void consume() override { at_ += at_ + 1 < tokens_.size(); }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  size_t index() override { return at_; }
  void seek(size_t index) override { at_ = std::min(index, tokens_.size() - 1); }
  size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval &) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext *) override { return {}; }
  std::string getText(antlr4::Token *, antlr4::Token *) override { return {}; }

private:
  std::vector<ChunkToken> tokens_;
  size_t at_ = 0;
};

struct Bail {};

// Stops at the first error and keeps what a message needs of it.
class FailureStrategy final : public antlr4::ANTLRErrorStrategy {
public:
  ParseFailure failure;

  void reset(antlr4::Parser *) override {}
  antlr4::Token *recoverInline(antlr4::Parser *parser) override { fail(parser); }
  void recover(antlr4::Parser *parser, std::exception_ptr) override { fail(parser); }
  void sync(antlr4::Parser *) override {}
  bool inErrorRecoveryMode(antlr4::Parser *) override { return false; }
  void reportMatch(antlr4::Parser *) override {}
  void reportError(antlr4::Parser *, const antlr4::RecognitionException &) override {}

private:
  [[noreturn]] void fail(antlr4::Parser *parser) {
    failure = {};
    failure.index = uint32_t(parser->getInputStream()->index());
    for (ssize_t type : parser->getExpectedTokens().toList())
      failure.expected.push_back(type < 0 ? Tok::End : Tok(type));
    for (antlr4::RuleContext *context = parser->getContext(); context;
         context = static_cast<antlr4::RuleContext *>(context->parent))
      failure.rules.push_back(Rule(context->getRuleIndex()));
    throw Bail();
  }
};

// Follows the parser through the rules and adds the tokens that it passes to the rule in work.
class TreeParser final : public Heddle, antlr4::tree::ParseTreeListener {
public:
  TreeParser(ChunkStream *stream, Tree &tree) : Heddle(stream), stream_(*stream), tree_(tree) {
    setBuildParseTree(false);
    removeErrorListeners();
    addParseListener(this);
  }

  void enterRule(antlr4::ParserRuleContext *context, size_t state, size_t ruleIndex) override {
    Heddle::enterRule(context, state, ruleIndex);
    takeTokens();
    Node &node = tree_.nodes.emplace_back();
    node.rule = Rule(ruleIndex);
    node.first = taken_;
    open_.push_back(&node);
  }

  void exitEveryRule(antlr4::ParserRuleContext *) override {
    takeTokens();
    Node *node = open_.back();
    open_.pop_back();
    node->last = taken_;
    if (isTransparent(node->rule) && node->child && node->child == node->lastChild &&
        !node->child->is(Rule::Terminal))
      node = node->child;
    if (open_.empty())
      tree_.root = node;
    else
      append(node);
  }
  void enterEveryRule(antlr4::ParserRuleContext *) override {}
  void visitTerminal(antlr4::tree::TerminalNode *) override {}
  void visitErrorNode(antlr4::tree::ErrorNode *) override {}

  antlr4::Token *consume() override {
    antlr4::Token *token = getCurrentToken();
    stream_.consume();
    return token;
  }

private:
  static bool isTransparent(Rule rule) {
    return rule == Rule::Expression || rule == Rule::Assignment || rule == Rule::Conditional ||
           rule == Rule::Binary || rule == Rule::Unary || rule == Rule::Initializer ||
           rule == Rule::Argument || rule == Rule::ListItem;
  }

  void append(Node *node) {
    Node *parent = open_.back();
    (parent->lastChild ? parent->lastChild->next : parent->child) = node;
    parent->lastChild = node;
  }

  void takeTokens() {
    uint32_t upTo = uint32_t(stream_.index());
    for (; taken_ < upTo; ++taken_) {
      Node &leaf = tree_.nodes.emplace_back();
      leaf.token = Tok(stream_.get(taken_)->getType());
      leaf.first = taken_;
      leaf.last = taken_ + 1;
      append(&leaf);
    }
  }

  ChunkStream &stream_;
  Tree &tree_;
  std::vector<Node *> open_;
  uint32_t taken_ = 0;
};

std::optional<ParseFailure> parseWith(antlr4::atn::PredictionMode mode, const Terminals &chunk, Tree &tree) {
  ChunkStream stream(chunk);
  tree = {};
  TreeParser parser(&stream, tree);
  auto strategy = std::make_shared<FailureStrategy>();
  parser.setErrorHandler(strategy);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
  try {
    parser.chunk();
    return std::nullopt;
  } catch (const Bail &) {
    return strategy->failure;
  }
}

} // namespace

std::optional<ParseFailure> parseChunk(const Terminals &chunk, Tree &tree) {
  if (!parseWith(antlr4::atn::PredictionMode::SLL, chunk, tree))
    return std::nullopt;
  return parseWith(antlr4::atn::PredictionMode::LL, chunk, tree);
}

} // namespace hd::syntax
