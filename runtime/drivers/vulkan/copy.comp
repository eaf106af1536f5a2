// What copy_kernel.cpp runs; copy_code.inc is made from it:
//   glslangValidator -V --target-env vulkan1.2 -g0 copy.comp -o copy.spv
//   spirv-opt -O --strip-debug copy.spv -o copy.spv
#version 460
#extension GL_EXT_buffer_reference2 : require
layout(local_size_x = 128) in;
layout(buffer_reference, std430, buffer_reference_align = 16) buffer Units { uvec4 v[]; };
layout(push_constant) uniform Push {
  Units to, from;
  uint count; // so far below 2^32 that nothing overflows
};

void main() {
  const uint threads = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
  uint i = gl_GlobalInvocationID.x;
  for (; i + 3 * threads < count; i += 4 * threads) {
    const uvec4 a = from.v[i], b = from.v[i + threads], c = from.v[i + 2 * threads], d = from.v[i + 3 * threads];
    to.v[i] = a;
    to.v[i + threads] = b;
    to.v[i + 2 * threads] = c;
    to.v[i + 3 * threads] = d;
  }
  for (; i < count; i += threads)
    to.v[i] = from.v[i];
}
