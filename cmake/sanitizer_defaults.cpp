// What the sanitizers' runtimes ask a program for; ASAN_OPTIONS, LSAN_OPTIONS and UBSAN_OPTIONS come on top.
#define HD_HOOK extern "C" __attribute__((used, visibility("default"))) const char *

HD_HOOK __asan_default_options();
HD_HOOK __ubsan_default_options();
HD_HOOK __lsan_default_suppressions();

// What the link asks for: the runtimes have weak hooks of their own, for which nobody would look into this
// library.
extern "C" const int hd_sanitizer_defaults = 1;

// LLVM's allocators in our code poison what those in the uninstrumented libLLVM and libMLIR then hand out.
// Too large an allocation is a status of ours.
const char *__asan_default_options() { return "allow_user_poisoning=0:allocator_may_return_null=1"; }
const char *__ubsan_default_options() { return "print_stacktrace=1"; }

// Leaks of the vendors: PoCL and Mesa, both with their own LLVM, and what they had unloaded by the end.
const char *__lsan_default_suppressions() {
  return "leak:libpocl\n"
         "leak:libLLVM-15\n"
         "leak:libclang-cpp\n"
         "leak:libvulkan_lvp\n"
         "leak:<unknown module>\n";
}
