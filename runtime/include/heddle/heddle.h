// Heddle's C++ interface: everything that a host program needs to run kernels.
//
//   auto device = hd::Device::open("cpu");
//   auto module = device->compile_file("saxpy.hd"); // or device->load("saxpy.hdm")
//   auto saxpy = module->kernel("saxpy");
//   hd::Buffer<float> x(*device, n), y(*device, n);
//   hd::Status status = saxpy->launch({.grid = {blocks}, .block = {256}}, n, 2.0f, x, y);
#pragma once

#include "heddle/argument.h"
#include "heddle/buffer.h"
#include "heddle/check.h"
#include "heddle/compile.h"
#include "heddle/device.h"
#include "heddle/element.h"
#include "heddle/event.h"
#include "heddle/host_buffer.h"
#include "heddle/kernel.h"
#include "heddle/launch.h"
#include "heddle/module.h"
#include "heddle/status.h"
#include "heddle/stream.h"
