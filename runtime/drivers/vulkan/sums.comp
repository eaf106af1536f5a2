// What a device's atomic sums of floats do, for probe.cpp; sums_code.inc is made from it, once with REAL=float
// (name: kSums32) and once with REAL=double (kSums64):
//   glslangValidator -V --target-env vulkan1.2 -DREAL=float --source-entrypoint main -e hd_kernel_probe -g0 sums.comp \
//     -o sums.spv
//   spirv-opt -O --strip-debug sums.spv -o sums.spv
#version 460
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_shader_atomic_float : require
layout(local_size_x_id = 0, local_size_y_id = 1, local_size_z_id = 2) in;
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Values { REAL v[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Parameters {
  Values from; // what to add
  Values to;   // for each: what it is added to, what that was, a ticket; last the next ticket
  uint count, unused;
};
layout(push_constant) uniform Push { Parameters p; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i >= p.count)
    return;
  p.to.v[3 * i + 1] = atomicAdd(p.to.v[3 * i], p.from.v[i]);
  p.to.v[3 * i + 2] = atomicAdd(p.to.v[3 * p.count], REAL(1));
}
