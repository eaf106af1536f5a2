// RUN: heddle-opt -split-input-file -verify-diagnostics %s
// What each verifier refuses.

func.func @field_of_scalar(%p: !hd.ptr<f32, global>) {
  // expected-error@+1 {{expects a pointer to a struct, found '!hd.ptr<f32, global>'}}
  %0 = hd.field %p[0] : !hd.ptr<f32, global> -> !hd.ptr<f32, global>
  return
}

// -----

!one = !hd.struct<"one", size 4, align 4, {"x": f32 at 0}>
func.func @field_index(%p: !hd.ptr<!one, global>) {
  // expected-error@+1 {{field 1 of a struct with 1 fields}}
  %0 = hd.field %p[1] : !hd.ptr<!one, global> -> !hd.ptr<f32, global>
  return
}

// -----

!one = !hd.struct<"one", size 4, align 4, {"x": f32 at 0}>
func.func @field_type(%p: !hd.ptr<!one, global>) {
  // expected-error@+1 {{result is '!hd.ptr<f32, shared>', expected '!hd.ptr<f32, global>'}}
  %0 = hd.field %p[0] : !hd.ptr<!one, global> -> !hd.ptr<f32, shared>
  return
}

// -----

func.func @decay_of_scalar(%p: !hd.ptr<f32, global>) {
  // expected-error@+1 {{expects a pointer to an array, found '!hd.ptr<f32, global>'}}
  %0 = hd.decay %p : !hd.ptr<f32, global> -> !hd.ptr<f32, global>
  return
}

// -----

func.func @decay_type(%p: !hd.ptr<!hd.array<2 x f32>, global>) {
  // expected-error@+1 {{result is '!hd.ptr<i32, global>', expected '!hd.ptr<f32, global>'}}
  %0 = hd.decay %p : !hd.ptr<!hd.array<2 x f32>, global> -> !hd.ptr<i32, global>
  return
}

// -----

func.func @load_type(%p: !hd.ptr<f32, global>) {
  // expected-error@+1 {{accesses 'i32' through a pointer to 'f32'}}
  %0 = hd.load %p : !hd.ptr<f32, global> -> i32
  return
}

// -----

func.func @store_type(%p: !hd.ptr<f32, global>, %n: i32) {
  // expected-error@+1 {{accesses 'i32' through a pointer to 'f32'}}
  hd.store %n, %p : i32, !hd.ptr<f32, global>
  return
}

// -----

func.func @copy_types(%p: !hd.ptr<f32, global>, %q: !hd.ptr<i32, global>) {
  // expected-error@+1 {{copies 'i32' to 'f32'}}
  hd.copy %p, %q : !hd.ptr<f32, global>, !hd.ptr<i32, global>
  return
}

// -----

func.func @atomic_kind(%p: !hd.ptr<f32, global>, %x: f32) {
  // expected-error@+1 {{kind does not fit the type 'f32'}}
  %0 = hd.atomic_rmw add device %p, %x : !hd.ptr<f32, global>, f32
  return
}

// -----

func.func @atomic_pointee(%p: !hd.ptr<i64, global>, %n: i32) {
  // expected-error@+1 {{accesses 'i32' through a pointer to 'i64'}}
  %0 = hd.atomic_rmw add device %p, %n : !hd.ptr<i64, global>, i32
  return
}

// -----

func.func @cas_pointee(%p: !hd.ptr<i64, global>, %n: i32) {
  // expected-error@+1 {{accesses 'i32' through a pointer to 'i64'}}
  %0 = hd.atomic_cas device %p, %n, %n : !hd.ptr<i64, global>, i32
  return
}

// -----

func.func @no_global() {
  // expected-error@+1 {{names no hd.global: nowhere}}
  %0 = hd.address_of @nowhere : !hd.ptr<f32, global>
  return
}

// -----

hd.global @counter : !hd.ptr<i32, global>, 4
func.func @global_type() {
  // expected-error@+1 {{is '!hd.ptr<f32, global>' but the global is '!hd.ptr<i32, global>'}}
  %0 = hd.address_of @counter : !hd.ptr<f32, global>
  return
}

// -----

func.func @offset_of_integer(%n: i64) {
  // expected-error@+1 {{must be pointer, but got 'i64'}}
  %0 = "hd.offset"(%n, %n) : (i64, i64) -> i64
  return
}
