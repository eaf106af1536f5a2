// Makes printf, assert and trap writes into the message buffer. See lower_messages.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/lower_messages/lower_messages.h.inc"
} // namespace hd::ir
