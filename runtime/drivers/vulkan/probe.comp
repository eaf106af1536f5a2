// What probe.cpp runs on a device; probe_code.inc is made from it, once with REAL=float (name: kProbe32) and once
// with REAL=double (kProbe64):
//   glslangValidator -V --target-env vulkan1.2 -DREAL=float --source-entrypoint main -e hd_kernel_probe -g0 \
//     probe.comp -o probe.spv
//   spirv-opt -O --strip-debug probe.spv -o probe.spv
#version 460
#extension GL_EXT_buffer_reference2 : require
layout(local_size_x_id = 0, local_size_y_id = 1, local_size_z_id = 2) in;
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Values { REAL v[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Parameters {
  Values from; // a, b, c
  Values to;   // fma(a, b, c), a / b, sqrt(|a|), a * b, the smaller of a and b unless a is zero; last the rounds of a loop
  uint count, rounds;
};
layout(push_constant) uniform Push { Parameters p; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i >= p.count)
    return;
  REAL a = p.from.v[3 * i], b = p.from.v[3 * i + 1], c = p.from.v[3 * i + 2];
  precise REAL product = a * b;
  precise REAL quotient = a / b;
  p.to.v[5 * i] = fma(a, b, c);
  p.to.v[5 * i + 1] = quotient;
  p.to.v[5 * i + 2] = sqrt(abs(a));
  p.to.v[5 * i + 3] = product;
  p.to.v[5 * i + 4] = a != REAL(0) ? min(a, b) : REAL(0);
  if (i == 0) {
    uint done = 0;
    while (done < p.rounds)
      ++done;
    p.to.v[5 * p.count] = REAL(done);
  }
}
