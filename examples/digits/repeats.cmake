# The same seed gives the same weights, bit by bit and on any number of threads; another seed gives others.
foreach(run "first;3;2" "second;3;1" "other;4;2")
  list(GET run 0 name)
  list(GET run 1 seed)
  list(GET run 2 threads)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env HEDDLE_NUM_THREADS=${threads} ${DIGITS} --epochs 2 --seed ${seed}
                          --out repeats_${name} --save repeats_${name}.bin
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 repeats_${name}.bin ${name})
endforeach()
if(NOT first STREQUAL second)
  message(FATAL_ERROR "two runs with the same seed gave different weights")
endif()
if(first STREQUAL other)
  message(FATAL_ERROR "another seed gave the same weights")
endif()
