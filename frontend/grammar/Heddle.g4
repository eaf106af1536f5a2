// The kernel language, one declaration at a time (rule `chunk`): at file scope or in a namespace. Tokens come
// from the preprocessor by way of frontend/syntax, which has decided beforehand what needs more than one token
// of lookahead, or knowledge of names: names of types (TYPE_NAME, with TYPE_GLOBAL a `::` that begins one),
// types that make a value (TYPE_CALL, CALL_WORD, CALL_GLOBAL, TYPENAME_CALL, DECLTYPE_CALL), the brackets of
// template lists (TEMPLATE_OPEN, TEMPLATE_CLOSE), parentheses that hold parameters (PARAMS_OPEN) or a type
// (CAST_OPEN, TYPE_OPEN), colons, and an `if` that has an `else` (IF_ELSE). So every decision here is LL(1),
// and neither prediction time nor stack use depends on the input. Binary operators are a flat list; the AST
// builder applies precedence. `>>` is two tokens, GREATER_GREATER SHIFT_TAIL, as it may close two lists.
parser grammar Heddle;

tokens {
  IDENTIFIER, TYPE_NAME, TYPE_CALL, CALL_WORD, TYPE_GLOBAL, CALL_GLOBAL, TYPENAME_CALL, DECLTYPE_CALL,
  TYPE_PARAM, CAST_OPEN, TYPE_OPEN, PARAMS_OPEN, BINDING_OPEN, TEMPLATE_OPEN, TEMPLATE_CLOSE, SHIFT_TAIL,
  BASE_COLON, INIT_COLON, DOTS, BODY_OPEN, CONVERSION_SCOPE, CONVERSION, INSTANTIATE, HOST_MEMBER, OVERRIDE, FINAL, DELETED, INTEGER, FLOATING,
  CHARACTER, STRING, UNROLL, PRAGMA_END, IF_ELSE, VOID, BOOL, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE, SIGNED,
  UNSIGNED, AUTO, STRUCT, UNION, CLASS, ENUM, TYPEDEF, USING, EXTERN, STATIC, REGISTER, INLINE, CONSTEXPR,
  FRIEND, VIRTUAL, EXPLICIT, MUTABLE, CONST, VOLATILE, RESTRICT, GLOBAL, DEVICE, HOST, SHARED, CONSTANT,
  MANAGED, FORCE_INLINE, NO_INLINE, GRID_CONSTANT, LAUNCH_BOUNDS, ALIGN, ALIGNAS, ATTRIBUTE, STATIC_ASSERT,
  TEMPLATE, TYPENAME, NAMESPACE, OPERATOR, PUBLIC, PRIVATE, PROTECTED, DECLTYPE, NO_EXCEPT, THIS, IF, ELSE,
  WHILE, DO, FOR, SWITCH, CASE, DEFAULT, BREAK, CONTINUE, RETURN, SIZEOF, ALIGNOF, STATIC_CAST,
  REINTERPRET_CAST, CONST_CAST, TRUE_VALUE, FALSE_VALUE, NULL_VALUE, UNSUPPORTED, LPAREN, RPAREN, LBRACKET,
  RBRACKET, LBRACE, RBRACE, SEMI, COMMA, COLON, QUESTION, DOT, ARROW, ELLIPSIS, SCOPE, INCREMENT, DECREMENT,
  NOT, TILDE, STAR, SLASH, PERCENT, PLUS, MINUS, LESS_LESS, GREATER_GREATER, LESS, GREATER, LESS_EQUAL,
  GREATER_EQUAL, EQUAL_EQUAL, NOT_EQUAL, AMP, CARET, PIPE, AMP_AMP, PIPE_PIPE, ASSIGN, STAR_ASSIGN,
  SLASH_ASSIGN, PERCENT_ASSIGN, PLUS_ASSIGN, MINUS_ASSIGN, LEFT_ASSIGN, RIGHT_ASSIGN, AMP_ASSIGN,
  CARET_ASSIGN, PIPE_ASSIGN, OTHER
}

chunk : externalDeclaration? SEMI* EOF ;

externalDeclaration
  : staticAssert | usingDeclaration | namespaceAlias | templateDeclaration | instantiation | entity ;

// A declaration with at most one function body. Constructors, destructors and conversions have no type.
entity : declSpecifiers (SEMI | COLON conditional SEMI | entityRest) | entityRest ;
entityRest : entityDeclarator (COMMA entityDeclarator)* (SEMI | (INIT_COLON memberInits)? functionBody) ;
functionBody : BODY_OPEN statement* RBRACE ;
entityDeclarator : namedDeclarator (COLON conditional (ASSIGN initializer)? | entityInitializer)? ;
entityInitializer : ASSIGN (DEFAULT | DELETED | initializer) | LPAREN arguments RPAREN | initializerList ;
memberInits : memberInit (COMMA memberInit)* ;
memberInit : memberInitName (LPAREN arguments RPAREN | initializerList) ELLIPSIS? ;
memberInitName : qualifiedId | typeRef ;

staticAssert : STATIC_ASSERT LPAREN conditional (COMMA STRING+)? RPAREN SEMI ;
// `using A = T;`, `using namespace N;`, `using N::name;`
usingDeclaration
  : USING ( NAMESPACE qualifiedId | TYPENAME? qualifiedId attribute* (ASSIGN typeName)? ) SEMI ;
namespaceAlias : NAMESPACE IDENTIFIER ASSIGN qualifiedId SEMI ;

// --- templates
templateDeclaration : TEMPLATE templateParameters (templateDeclaration | usingDeclaration | entity) ;
templateParameters : TEMPLATE_OPEN (templateParameter (COMMA templateParameter)*)? TEMPLATE_CLOSE ;
templateParameter
  : TYPE_PARAM ELLIPSIS? IDENTIFIER? (ASSIGN typeName)?
  | TEMPLATE templateParameters TYPE_PARAM ELLIPSIS? IDENTIFIER? (ASSIGN typeName)?
  | declSpecifiers declarator (ASSIGN conditional)?
  ;
instantiation : INSTANTIATE entity ;
templateArguments : TEMPLATE_OPEN (templateArgument (COMMA templateArgument)*)? TEMPLATE_CLOSE ;
templateArgument : typeName | conditional ELLIPSIS? ;

// --- names
typeRef : TYPENAME? TYPE_GLOBAL? typeSegment (SCOPE TEMPLATE? typeSegment)* ;
typeSegment : TYPE_NAME templateArguments? ;
callRef : TYPENAME_CALL? CALL_GLOBAL? callSegment (SCOPE TEMPLATE? callSegment)* ;
callSegment : TYPE_CALL templateArguments? ;
qualifiedId : SCOPE? nameSegment (SCOPE TEMPLATE? idSegment)* ;
nameSegment
  : IDENTIFIER templateArguments?
  | OPERATOR operatorSymbol templateArguments?
  ;
idSegment : nameSegment | TILDE IDENTIFIER templateArguments? ;
operatorSymbol
  : LPAREN RPAREN | LBRACKET RBRACKET | INCREMENT | DECREMENT | NOT | TILDE | ARROW | COMMA
  | binaryOperator | assignOperator
  ;

// --- declarations
declaration : declSpecifiers (SEMI | initDeclarator (COMMA initDeclarator)* SEMI) ;
initDeclarator : namedDeclarator initializerPart? ;
initializerPart : ASSIGN initializer | LPAREN arguments RPAREN | initializerList ;
initializer : assignment | initializerList ;
initializerList : LBRACE (listItem (COMMA listItem?)*)? RBRACE ;
listItem : initializer ELLIPSIS? | designator ;
designator : DOT IDENTIFIER (ASSIGN initializer | initializerList) ;

declSpecifiers : declSpecifier+ ;
declSpecifier
  : VOID | BOOL | CHAR | SHORT | INT | LONG | FLOAT | DOUBLE | SIGNED | UNSIGNED | AUTO
  | CONST | VOLATILE | RESTRICT
  | TYPEDEF | EXTERN | STATIC | REGISTER | INLINE | CONSTEXPR | FRIEND | VIRTUAL | MUTABLE
  | EXPLICIT (TYPE_OPEN conditional RPAREN)?
  | typeRef
  | DECLTYPE LPAREN (AUTO | expression) RPAREN
  | recordSpecifier
  | enumSpecifier
  | attribute
  ;

attribute
  : GLOBAL | DEVICE | HOST | SHARED | CONSTANT | MANAGED | FORCE_INLINE | NO_INLINE | GRID_CONSTANT
  | LAUNCH_BOUNDS LPAREN conditional (COMMA conditional)* RPAREN
  | ALIGN LPAREN conditional RPAREN
  | ALIGNAS (LPAREN conditional RPAREN | TYPE_OPEN typeName RPAREN)
  | ATTRIBUTE LPAREN LPAREN (attributeWord (COMMA attributeWord)*)? RPAREN RPAREN
  ;
attributeWord : (IDENTIFIER | CONST) (LPAREN conditional (COMMA conditional)* RPAREN)? ;

recordSpecifier
  : (STRUCT | UNION | CLASS) attribute* (recordName FINAL? (bases? recordBody)? | bases? recordBody) ;
recordName : recordSegment (SCOPE recordSegment)* ;
recordSegment : IDENTIFIER templateArguments? ;
bases : BASE_COLON base (COMMA base)* ;
base : (VIRTUAL | PUBLIC | PRIVATE | PROTECTED)* typeRef ELLIPSIS? ;
recordBody : LBRACE member* RBRACE ;
member
  : SEMI
  | (PUBLIC | PRIVATE | PROTECTED) COLON
  | hostMember
  | staticAssert
  | usingDeclaration
  | templateDeclaration
  | entity
  ;
// A method of the host: only its name is left.
hostMember : HOST_MEMBER idSegment SEMI ;

enumSpecifier : ENUM (CLASS | STRUCT)? attribute* (enumName (enumBase? enumBody)? | enumBase? enumBody) ;
enumName : recordSegment (SCOPE recordSegment)* ;
enumBase : BASE_COLON simpleType ;
enumBody : LBRACE (enumerator (COMMA enumerator?)*)? RBRACE ;
enumerator : IDENTIFIER (ASSIGN conditional)? ;

namedDeclarator
  : pointerOperator* ELLIPSIS? (declaratorId | LPAREN namedDeclarator RPAREN | bindings) attribute*
    declaratorSuffix*
  ;
// Of parameters and types: the name in the middle may be absent.
declarator
  : pointerOperator* ELLIPSIS? ((declaratorId | LPAREN declarator RPAREN) attribute*)? declaratorSuffix* ;
declaratorId : idSegment (SCOPE idSegment)* (CONVERSION_SCOPE conversion)? | conversion ;
conversion : CONVERSION simpleType ;
bindings : BINDING_OPEN IDENTIFIER (COMMA IDENTIFIER)* RBRACKET ;
pointerOperator : (STAR | AMP | AMP_AMP) (CONST | VOLATILE | RESTRICT | attribute)* ;
declaratorSuffix : (arraySuffix | functionSuffix) attribute* ;
arraySuffix : LBRACKET conditional? RBRACKET ;
functionSuffix : PARAMS_OPEN parameters RPAREN functionQualifier* (ARROW simpleType)? ;
functionQualifier
  : CONST | VOLATILE | AMP | AMP_AMP | OVERRIDE | FINAL | MUTABLE | CONSTEXPR
  | NO_EXCEPT (TYPE_OPEN conditional RPAREN)?
  ;
// Of conversions, trailing results and enumerations: no brackets after it.
simpleType : simpleTypeWord+ simplePointer* ;
simplePointer : (STAR | AMP | AMP_AMP) (CONST | VOLATILE | RESTRICT)* ;
simpleTypeWord
  : VOID | BOOL | CHAR | SHORT | INT | LONG | FLOAT | DOUBLE | SIGNED | UNSIGNED | AUTO | CONST | VOLATILE
  | typeRef
  | DECLTYPE LPAREN (AUTO | expression) RPAREN
  ;
parameters : ((parameter | ELLIPSIS) (COMMA (parameter | ELLIPSIS))*)? ;
parameter : declSpecifiers declarator (ASSIGN initializer)? ;
typeName : declSpecifiers declarator ;

// --- statements
compound : LBRACE statement* RBRACE ;
statement
  : compound
  | SEMI
  | staticAssert
  | usingDeclaration
  | namespaceAlias
  | declaration
  | IF CONSTEXPR? LPAREN condition RPAREN statement
  | IF_ELSE CONSTEXPR? LPAREN condition RPAREN statement ELSE statement
  | WHILE LPAREN condition RPAREN statement
  | DO statement WHILE LPAREN expression RPAREN SEMI
  | FOR LPAREN forHead RPAREN statement
  | SWITCH LPAREN condition RPAREN statement
  | CASE conditional COLON
  | DEFAULT COLON
  | BREAK SEMI
  | CONTINUE SEMI
  | RETURN (expression | initializerList)? SEMI
  | UNROLL conditional? PRAGMA_END statement
  | expression SEMI
  ;
// `condition`, `T x = ...`, and either with a statement before it.
condition : conditionPart (SEMI conditionPart)? ;
conditionPart : declSpecifiers initDeclarator (COMMA initDeclarator)* | expression ;
forHead
  : declSpecifiers initDeclarator (COLON initializer | (COMMA initDeclarator)* SEMI forRest)
  | expression? SEMI forRest
  ;
forRest : expression? SEMI expression? ;

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
  : STAR | SLASH | PERCENT | PLUS | MINUS | LESS_LESS | GREATER_GREATER SHIFT_TAIL | LESS | GREATER
  | LESS_EQUAL | GREATER_EQUAL | EQUAL_EQUAL | NOT_EQUAL | AMP | CARET | PIPE | AMP_AMP | PIPE_PIPE
  ;
unary
  : (INCREMENT | DECREMENT | STAR | AMP | PLUS | MINUS | NOT | TILDE) unary
  | CAST_OPEN typeName RPAREN (unary | initializerList)
  | SIZEOF (TYPE_OPEN typeName RPAREN | ELLIPSIS LPAREN IDENTIFIER RPAREN | unary)
  | ALIGNOF (TYPE_OPEN typeName RPAREN | unary)
  | primary postfix*
  ;
postfix
  : LBRACKET expression RBRACKET
  | LPAREN arguments RPAREN
  | (DOT | ARROW) TEMPLATE? idSegment (SCOPE TEMPLATE? idSegment)*
  | INCREMENT
  | DECREMENT
  ;
arguments : (argument (COMMA argument)*)? ;
argument : initializer ELLIPSIS? ;
primary
  : qualifiedId
  | INTEGER
  | FLOATING
  | CHARACTER
  | STRING+
  | TRUE_VALUE
  | FALSE_VALUE
  | NULL_VALUE
  | THIS
  | LPAREN expression RPAREN
  | (callRef | CALL_WORD+ | DECLTYPE_CALL LPAREN expression RPAREN) (LPAREN arguments RPAREN | initializerList)
  | (STATIC_CAST | REINTERPRET_CAST | CONST_CAST) TEMPLATE_OPEN typeName TEMPLATE_CLOSE
    LPAREN expression RPAREN
  | NO_EXCEPT LPAREN expression RPAREN
  | lambda
  | DOTS
  ;

lambda
  : LBRACKET (capture (COMMA capture)*)? RBRACKET templateParameters? attribute*
    (PARAMS_OPEN parameters RPAREN (functionQualifier | attribute)* (ARROW simpleType)?)? compound
  ;
capture
  : ASSIGN
  | AMP (IDENTIFIER ELLIPSIS? initializerPart?)?
  | STAR THIS
  | THIS
  | IDENTIFIER ELLIPSIS? initializerPart?
  ;
