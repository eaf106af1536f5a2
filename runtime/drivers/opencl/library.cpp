#include "runtime/drivers/opencl/library.h"

#include <dlfcn.h>

namespace hd::drivers::opencl {
namespace {

constexpr const char *kLibraryName = "libOpenCL.so.1";

Library openLibrary() {
  Library library;
  void *handle = dlopen(kLibraryName, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    library.status = Status(StatusCode::not_found,
                            std::string("no OpenCL ICD loader: cannot open ") + kLibraryName, "opencl");
    return library;
  }
  const char *missing = nullptr;
#define HD_CL_OPTIONAL(name) library.name = reinterpret_cast<decltype(library.name)>(dlsym(handle, #name));
#define HD_CL(name)                                                                                          \
  HD_CL_OPTIONAL(name)                                                                                       \
  if (!library.name)                                                                                         \
    missing = #name;
#include "runtime/drivers/opencl/entry_points.def"
#undef HD_CL
#undef HD_CL_OPTIONAL
  if (missing)
    library.status = Status(StatusCode::unsupported,
                            std::string(kLibraryName) + " has no function `" + missing + "`", "opencl");
  return library;
}

} // namespace

const Library &cl() {
  static const Library library = openLibrary();
  return library;
}

std::string nameOfError(cl_int code) {
  switch (code) {
#define HD_NAME(name)                                                                                        \
  case name:                                                                                                 \
    return #name;
    HD_NAME(CL_DEVICE_NOT_FOUND)
    HD_NAME(CL_DEVICE_NOT_AVAILABLE)
    HD_NAME(CL_COMPILER_NOT_AVAILABLE)
    HD_NAME(CL_MEM_OBJECT_ALLOCATION_FAILURE)
    HD_NAME(CL_OUT_OF_RESOURCES)
    HD_NAME(CL_OUT_OF_HOST_MEMORY)
    HD_NAME(CL_PROFILING_INFO_NOT_AVAILABLE)
    HD_NAME(CL_MEM_COPY_OVERLAP)
    HD_NAME(CL_BUILD_PROGRAM_FAILURE)
    HD_NAME(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)
    HD_NAME(CL_INVALID_VALUE)
    HD_NAME(CL_INVALID_CONTEXT)
    HD_NAME(CL_INVALID_COMMAND_QUEUE)
    HD_NAME(CL_INVALID_MEM_OBJECT)
    HD_NAME(CL_INVALID_BUILD_OPTIONS)
    HD_NAME(CL_INVALID_PROGRAM_EXECUTABLE)
    HD_NAME(CL_INVALID_KERNEL_NAME)
    HD_NAME(CL_INVALID_KERNEL_ARGS)
    HD_NAME(CL_INVALID_ARG_INDEX)
    HD_NAME(CL_INVALID_ARG_VALUE)
    HD_NAME(CL_INVALID_ARG_SIZE)
    HD_NAME(CL_INVALID_WORK_DIMENSION)
    HD_NAME(CL_INVALID_WORK_GROUP_SIZE)
    HD_NAME(CL_INVALID_WORK_ITEM_SIZE)
    HD_NAME(CL_INVALID_EVENT_WAIT_LIST)
    HD_NAME(CL_INVALID_EVENT)
    HD_NAME(CL_INVALID_OPERATION)
    HD_NAME(CL_INVALID_BUFFER_SIZE)
    HD_NAME(CL_INVALID_GLOBAL_WORK_SIZE)
#undef HD_NAME
  case -1001:
    return "CL_PLATFORM_NOT_FOUND_KHR";
  }
  return "error " + std::to_string(code);
}

Status check(cl_int code, const std::string &what) {
  if (code == CL_SUCCESS)
    return {};
  if (code == CL_DEVICE_NOT_AVAILABLE)
    return {StatusCode::device_lost, what + ": the device is no longer available", "opencl", code};
  bool memory = code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_OUT_OF_HOST_MEMORY;
  return {memory ? StatusCode::out_of_memory : StatusCode::device_error, what + ": " + nameOfError(code),
          "opencl", code};
}

cl_int EventRef::state() const {
  cl_int state = CL_COMPLETE;
  cl_int code =
      cl().clGetEventInfo(event_, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof(state), &state, nullptr);
  return code == CL_SUCCESS ? state : code;
}

} // namespace hd::drivers::opencl
