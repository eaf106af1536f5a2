// How a device numbers the lanes of its subgroups, for probe.cpp; lanes_code.inc is made from it:
//   glslangValidator -V --target-env vulkan1.2 --source-entrypoint main -e hd_kernel_probe -g0 lanes.comp -o lanes.spv
//   spirv-opt -O --strip-debug lanes.spv -o lanes.spv
#version 460
#extension GL_EXT_buffer_reference2 : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_shuffle : require
layout(local_size_x_id = 0, local_size_y_id = 1, local_size_z_id = 2) in;
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Words { uvec4 v[]; };
layout(buffer_reference, std430, buffer_reference_align = 8) buffer Parameters { Words to; };
layout(push_constant) uniform Push { Parameters p; };

void main() {
  uint thread = gl_LocalInvocationIndex;
  // What the neighbour has, and who votes for an odd number.
  uint other = subgroupShuffle(thread * 3u, gl_SubgroupInvocationID ^ 1u);
  uvec4 odd = subgroupBallot((thread & 1u) != 0u);
  p.to.v[thread] = uvec4(gl_SubgroupID, gl_SubgroupInvocationID, other, odd.x);
}
