// The test kernels for Vulkan, by hand against the driver's contract. kernels_spirv.py makes kernels_spirv.inc.
#version 460
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
layout(local_size_x_id = 0, local_size_y_id = 1, local_size_z_id = 2) in;
layout(constant_id = 3) const uint dynamicSharedBytes = 16;
layout(push_constant) uniform Push { uint64_t parameters; uint grid[3]; } push;

layout(buffer_reference, std430, buffer_reference_align = 4) buffer Ints { int at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Uints { uint at[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Longs { uint64_t at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Floats { float at[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Doubles { double at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Messages {
  uint capacity, used, failed, lost;
  uint words[];
};

uint block() {
  return (gl_WorkGroupID.z * push.grid[1] + gl_WorkGroupID.y) * push.grid[0] + gl_WorkGroupID.x;
}
bool isFirst() { return gl_LocalInvocationIndex == 0; }

void kernel_empty() {}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Saxpy { int n; float a; Floats x, y; };
void kernel_saxpy() {
  Saxpy p = Saxpy(push.parameters);
  uint i = gl_WorkGroupID.x * gl_WorkGroupSize.x + gl_LocalInvocationID.x;
  if (i < uint(p.n))
    p.y.at[i] += p.a * p.x.at[i];
}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Visit { Ints hits; };
void kernel_visit() {
  if (isFirst())
    atomicAdd(Visit(push.parameters).hits.at[block()], 1);
}

shared uint fixedShared[10];
shared uint dynamicShared[dynamicSharedBytes / 4];
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Arenas { Longs sums; };
void kernel_arenas() {
  if (!isFirst())
    return;
  for (uint i = 0; i < 10; ++i)
    fixedShared[i] = 1000000;
  for (uint i = 0; i < dynamicSharedBytes / 4; ++i)
    dynamicShared[i] = i & 0xff;
  uint64_t sum = 0;
  for (uint i = 0; i < dynamicSharedBytes / 4; ++i)
    sum += dynamicShared[i];
  Arenas(push.parameters).sums.at[block()] = sum + fixedShared[block() % 10];
}

// The record up to its arguments; false where there is no room.
bool beginRecord(Messages buffer_, uint size, out uint at) {
  at = atomicAdd(buffer_.used, size);
  if (at + size > buffer_.capacity - 7) {
    atomicAdd(buffer_.lost, 1);
    return false;
  }
  return true;
}
void writeRecord(Messages buffer_, uint at, uint id, uint thread) {
  buffer_.words[at] = id;
  for (uint i = 0; i < 3; ++i) {
    buffer_.words[at + 1 + i] = gl_WorkGroupID[i];
    buffer_.words[at + 4 + i] = i == 0 ? thread : 0;
  }
}
void fail(Messages buffer_, uint id, uint thread) {
  if (atomicExchange(buffer_.failed, 1) == 0)
    writeRecord(buffer_, buffer_.capacity - 7, id, thread);
}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Print { Messages messages; };
void kernel_print() {
  Messages messages = Print(push.parameters).messages;
  uint at;
  if (!isFirst() || !beginRecord(messages, 11, at))
    return;
  writeRecord(messages, at, 1, 0);
  messages.words[at + 7] = block();
  messages.words[at + 8] = 0;
  messages.words[at + 9] = floatBitsToUint(0.5);
  messages.words[at + 10] = 0;
}

void kernel_print_wild_string() {}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer AssertAt { uint bad; Messages messages; };
void kernel_assert_at() {
  AssertAt p = AssertAt(push.parameters);
  if (isFirst() && block() == p.bad)
    fail(p.messages, 2, 3);
}

// Every kind is a trap: what a device survives.
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Fault { int kind; Messages messages; };
void kernel_fault() {
  fail(Fault(push.parameters).messages, 3, 0);
}

layout(buffer_reference, std430, buffer_reference_align = 16) buffer Block { int counter; int pad[3]; float table[4]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Globals { Floats result; Block globals; };
void kernel_globals() {
  Globals p = Globals(push.parameters);
  p.result.at[0] = float(atomicAdd(p.globals.counter, 1));
  for (int i = 0; i < 4; ++i)
    p.result.at[1 + i] = p.globals.table[i];
}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer TakeStruct { int a; double b; Doubles result; };
void kernel_take_struct() {
  TakeStruct p = TakeStruct(push.parameters);
  p.result.at[0] = p.a + p.b;
}

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Chain { Uints value; uint add, delay; };
void kernel_chain() {
  Chain p = Chain(push.parameters);
  uint noise = p.add;
  for (uint i = 0; i < p.delay; ++i)
    noise = noise * 1664525u + 1013904223u;
  if (noise == 1 && p.delay == 7) // never both: keeps the loop
    p.value.at[0] = 0;
  p.value.at[0] = p.value.at[0] * 3 + p.add;
}

void main() {
  kernel_empty();
  kernel_saxpy();
  kernel_visit();
  kernel_arenas();
  kernel_print();
  kernel_print_wild_string();
  kernel_assert_at();
  kernel_fault();
  kernel_globals();
  kernel_take_struct();
  kernel_chain();
}
