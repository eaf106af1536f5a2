// Spellings of the AST's enumerations.
#include "frontend/ast/dump/dump.h"

namespace hd::ast {

const char *spelling(UnaryOp op) {
  switch (op) {
  case UnaryOp::Plus:
    return "+";
  case UnaryOp::Minus:
    return "-";
  case UnaryOp::Not:
    return "!";
  case UnaryOp::BitNot:
    return "~";
  case UnaryOp::Deref:
    return "*";
  case UnaryOp::AddressOf:
    return "&";
  case UnaryOp::PreInc:
  case UnaryOp::PostInc:
    return "++";
  case UnaryOp::PreDec:
  case UnaryOp::PostDec:
    return "--";
  }
  return "";
}

const char *spelling(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add:
    return "+";
  case BinaryOp::Sub:
    return "-";
  case BinaryOp::Mul:
    return "*";
  case BinaryOp::Div:
    return "/";
  case BinaryOp::Rem:
    return "%";
  case BinaryOp::Shl:
    return "<<";
  case BinaryOp::Shr:
    return ">>";
  case BinaryOp::And:
    return "&";
  case BinaryOp::Or:
    return "|";
  case BinaryOp::Xor:
    return "^";
  case BinaryOp::LogicalAnd:
    return "&&";
  case BinaryOp::LogicalOr:
    return "||";
  case BinaryOp::Lt:
    return "<";
  case BinaryOp::Le:
    return "<=";
  case BinaryOp::Gt:
    return ">";
  case BinaryOp::Ge:
    return ">=";
  case BinaryOp::Eq:
    return "==";
  case BinaryOp::Ne:
    return "!=";
  case BinaryOp::Comma:
    return ",";
  }
  return "";
}

const char *nameOf(CastKind kind) {
  switch (kind) {
  case CastKind::LValueToRValue:
    return "LValueToRValue";
  case CastKind::ArrayDecay:
    return "ArrayDecay";
  case CastKind::FunctionDecay:
    return "FunctionDecay";
  case CastKind::IntegralCast:
    return "IntegralCast";
  case CastKind::IntegralToBool:
    return "IntegralToBool";
  case CastKind::IntegralToFloating:
    return "IntegralToFloating";
  case CastKind::FloatingToIntegral:
    return "FloatingToIntegral";
  case CastKind::FloatingCast:
    return "FloatingCast";
  case CastKind::FloatingToBool:
    return "FloatingToBool";
  case CastKind::PointerToBool:
    return "PointerToBool";
  case CastKind::PointerCast:
    return "PointerCast";
  case CastKind::PointerToIntegral:
    return "PointerToIntegral";
  case CastKind::IntegralToPointer:
    return "IntegralToPointer";
  case CastKind::NullToPointer:
    return "NullToPointer";
  case CastKind::ToVoid:
    return "ToVoid";
  case CastKind::NoOp:
    return "NoOp";
  }
  return "";
}

const char *nameOf(Memory memory) {
  switch (memory) {
  case Memory::Private:
    return "private";
  case Memory::Shared:
    return "shared";
  case Memory::DynamicShared:
    return "dynamic-shared";
  case Memory::Device:
    return "device";
  case Memory::Constant:
    return "constant";
  }
  return "";
}

} // namespace hd::ast
