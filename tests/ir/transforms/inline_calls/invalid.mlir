// RUN: heddle-opt --inline-calls -split-input-file -verify-diagnostics %s

func.func @kernel() {
  // expected-error@+1 {{calls a function without a body: outside}}
  func.call @outside() : () -> ()
  return
}
func.func private @outside()

// -----

func.func @kernel() {
  // expected-error@+1 {{cannot be inlined: again is recursive}}
  func.call @again() : () -> ()
  return
}
func.func private @again() {
  // expected-error@+1 {{cannot be inlined: again is recursive}}
  func.call @again() : () -> ()
  return
}
