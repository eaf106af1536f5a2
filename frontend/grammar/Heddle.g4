// The kernel language, one file-scope declaration at a time (rule `chunk`). Tokens come from the
// preprocessor by way of frontend/syntax, which has decided beforehand what needs more than one token of
// lookahead: names of types (TYPE_NAME), `T(` as a cast (TYPE_CALL), the parenthesis of `(T)x` (CAST_OPEN),
// and an `if` that has an `else` (IF_ELSE). So every decision here is LL(1), and neither prediction time nor
// stack use depends on the input. Binary operators are a flat list; the AST builder applies precedence.
parser grammar Heddle;

tokens {
  IDENTIFIER, TYPE_NAME, TYPE_CALL, CAST_OPEN, TYPE_OPEN, INTEGER, FLOATING, CHARACTER, STRING, UNROLL,
  PRAGMA_END, IF_ELSE, VOID, BOOL, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE, SIGNED, UNSIGNED, AUTO, STRUCT,
  UNION, CLASS, ENUM, TYPEDEF, USING, EXTERN, STATIC, REGISTER, INLINE, CONSTEXPR, CONST, VOLATILE,
  RESTRICT, GLOBAL, DEVICE, HOST, SHARED, CONSTANT, MANAGED, FORCE_INLINE, NO_INLINE, LAUNCH_BOUNDS,
  ALIGN, ALIGNAS, ATTRIBUTE, STATIC_ASSERT, IF, ELSE, WHILE, DO, FOR, SWITCH, CASE, DEFAULT, BREAK,
  CONTINUE, RETURN, SIZEOF, ALIGNOF, STATIC_CAST, REINTERPRET_CAST, CONST_CAST, TRUE_VALUE, FALSE_VALUE,
  NULL_VALUE, UNSUPPORTED, LPAREN, RPAREN, LBRACKET, RBRACKET, LBRACE, RBRACE, SEMI, COMMA, COLON,
  QUESTION, DOT, ARROW, ELLIPSIS, SCOPE, INCREMENT, DECREMENT, NOT, TILDE, STAR, SLASH, PERCENT, PLUS,
  MINUS, LESS_LESS, GREATER_GREATER, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL, EQUAL_EQUAL, NOT_EQUAL,
  AMP, CARET, PIPE, AMP_AMP, PIPE_PIPE, ASSIGN, STAR_ASSIGN, SLASH_ASSIGN, PERCENT_ASSIGN, PLUS_ASSIGN,
  MINUS_ASSIGN, LEFT_ASSIGN, RIGHT_ASSIGN, AMP_ASSIGN, CARET_ASSIGN, PIPE_ASSIGN, OTHER
}

chunk : SEMI* externalDeclaration? EOF ;

externalDeclaration
  : staticAssert
  | alias
  | declSpecifiers (SEMI | namedDeclarator (functionRest | fileInitializer? (COMMA initDeclarator)* SEMI))
  ;

fileInitializer : ASSIGN initializer | initializerList ;
functionRest : LPAREN parameters RPAREN CONST? attribute* (SEMI | compound) ;
parameters : (parameter (COMMA (parameter | ELLIPSIS))*)? ;
parameter : declSpecifiers declarator (ASSIGN initializer)? ;

staticAssert : STATIC_ASSERT LPAREN conditional (COMMA STRING+)? RPAREN SEMI ;
alias : USING IDENTIFIER ASSIGN typeName SEMI ;

// --- declarations
declaration : declSpecifiers (SEMI | initDeclarator (COMMA initDeclarator)* SEMI) ;
initDeclarator : namedDeclarator initializerPart? ;
initializerPart : ASSIGN initializer | LPAREN arguments RPAREN | initializerList ;
initializer : assignment | initializerList ;
initializerList : LBRACE (initializer (COMMA initializer?)*)? RBRACE ;

declSpecifiers : declSpecifier+ ;
declSpecifier
  : VOID | BOOL | CHAR | SHORT | INT | LONG | FLOAT | DOUBLE | SIGNED | UNSIGNED | AUTO | TYPE_NAME
  | CONST | VOLATILE | RESTRICT
  | TYPEDEF | EXTERN | STATIC | REGISTER | INLINE | CONSTEXPR
  | recordSpecifier
  | enumSpecifier
  | attribute
  ;

attribute
  : GLOBAL | DEVICE | HOST | SHARED | CONSTANT | MANAGED | FORCE_INLINE | NO_INLINE
  | LAUNCH_BOUNDS LPAREN conditional (COMMA conditional)* RPAREN
  | ALIGN LPAREN conditional RPAREN
  | ALIGNAS (LPAREN conditional RPAREN | TYPE_OPEN typeName RPAREN)
  | ATTRIBUTE LPAREN LPAREN attributeWord (COMMA attributeWord)* RPAREN RPAREN
  ;
attributeWord : (IDENTIFIER | CONST) (LPAREN conditional RPAREN)? ;

recordSpecifier
  : (STRUCT | UNION | CLASS) attribute* (IDENTIFIER recordBody? | recordBody) ;
recordBody : LBRACE member* RBRACE ;
member
  : SEMI
  | staticAssert
  | alias
  | declSpecifiers (SEMI | memberDeclarator (COMMA memberDeclarator)* SEMI)
  ;
memberDeclarator : namedDeclarator (COLON conditional)? (ASSIGN initializer | initializerList)? ;

enumSpecifier : ENUM (CLASS | STRUCT)? (IDENTIFIER (enumBase? enumBody)? | enumBase? enumBody) ;
enumBase : COLON enumBaseWord+ ;
enumBaseWord : CHAR | SHORT | INT | LONG | SIGNED | UNSIGNED | BOOL | TYPE_NAME ;
enumBody : LBRACE (enumerator (COMMA enumerator?)*)? RBRACE ;
enumerator : IDENTIFIER (ASSIGN conditional)? ;

namedDeclarator : pointerOperator* (IDENTIFIER | LPAREN namedDeclarator RPAREN) arraySuffix* attribute* ;
// Of parameters and types: the name in the middle may be absent.
declarator : pointerOperator* (IDENTIFIER | LPAREN declarator RPAREN)? arraySuffix* ;
pointerOperator : (STAR | AMP | AMP_AMP) (CONST | VOLATILE | RESTRICT)* ;
arraySuffix : LBRACKET conditional? RBRACKET ;
typeName : declSpecifiers declarator ;

// --- statements
compound : LBRACE statement* RBRACE ;
statement
  : compound
  | SEMI
  | staticAssert
  | alias
  | declaration
  | IF LPAREN expression RPAREN statement
  | IF_ELSE LPAREN expression RPAREN statement ELSE statement
  | WHILE LPAREN expression RPAREN statement
  | DO statement WHILE LPAREN expression RPAREN SEMI
  | FOR LPAREN (declaration | expression? SEMI) expression? SEMI expression? RPAREN statement
  | SWITCH LPAREN expression RPAREN statement
  | CASE conditional COLON
  | DEFAULT COLON
  | BREAK SEMI
  | CONTINUE SEMI
  | RETURN (expression | initializerList)? SEMI
  | UNROLL conditional? PRAGMA_END statement
  | expression SEMI
  ;

// --- expressions
expression : assignment (COMMA assignment)* ;
assignment : conditional (assignOperator initializer)? ;
assignOperator
  : ASSIGN | STAR_ASSIGN | SLASH_ASSIGN | PERCENT_ASSIGN | PLUS_ASSIGN | MINUS_ASSIGN | LEFT_ASSIGN
  | RIGHT_ASSIGN | AMP_ASSIGN | CARET_ASSIGN | PIPE_ASSIGN
  ;
// `a ? b : c = d` parses as `(a ? b : c) = d`; the AST builder turns it round.
conditional : binary (QUESTION expression COLON conditional)? ;
binary : unary (binaryOperator unary)* ;
binaryOperator
  : STAR | SLASH | PERCENT | PLUS | MINUS | LESS_LESS | GREATER_GREATER | LESS | GREATER | LESS_EQUAL
  | GREATER_EQUAL | EQUAL_EQUAL | NOT_EQUAL | AMP | CARET | PIPE | AMP_AMP | PIPE_PIPE
  ;
unary
  : (INCREMENT | DECREMENT | STAR | AMP | PLUS | MINUS | NOT | TILDE) unary
  | CAST_OPEN typeName RPAREN (unary | initializerList)
  | SIZEOF (TYPE_OPEN typeName RPAREN | unary)
  | ALIGNOF (TYPE_OPEN typeName RPAREN | unary)
  | primary postfix*
  ;
postfix
  : LBRACKET expression RBRACKET
  | LPAREN arguments RPAREN
  | (DOT | ARROW) IDENTIFIER
  | INCREMENT
  | DECREMENT
  ;
arguments : (initializer (COMMA initializer)*)? ;
primary
  : IDENTIFIER
  | INTEGER
  | FLOATING
  | CHARACTER
  | STRING+
  | TRUE_VALUE
  | FALSE_VALUE
  | NULL_VALUE
  | LPAREN expression RPAREN
  | TYPE_CALL (LPAREN arguments RPAREN | initializerList)
  | (STATIC_CAST | REINTERPRET_CAST | CONST_CAST) LESS typeName GREATER LPAREN expression RPAREN
  ;
