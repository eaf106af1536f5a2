// `cuda::std` is `std`.
#pragma once

namespace std {}
namespace cuda {
namespace std = ::std;
}
