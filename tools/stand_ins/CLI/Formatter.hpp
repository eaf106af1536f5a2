// The stand-in is one header.
#pragma once

#include "App.hpp"
