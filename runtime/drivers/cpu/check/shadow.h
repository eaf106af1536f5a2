// What the checker remembers of each byte of a range of memory: whether it was written, and who accessed it
// last. Accesses are kept for units of 4 bytes, or of single bytes in pages where some access was smaller.
// Pages are made when they are first accessed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace hd::drivers::cpu {

struct PastAccess {
  // Silent: wrote what was there. Of several: other threads wrote the same. Chooses: see hd_check_site.
  enum : uint16_t { kAtomic = 1, kVolatile = 2, kSilent = 4, kOfSeveral = 8, kChooses = 16 };
  uint32_t site = 0; // number of the place in the source; 0: none
  uint32_t time = 0;
  uint32_t block = 0;
  uint16_t thread = 0;
  uint16_t flags = 0;
};

struct ShadowCell {
  PastAccess write, atomic, reads[2];
};

class Shadow {
public:
  Shadow(uint64_t base, uint64_t size, bool isWritten)
      : base_(base), size_(size), pages_((size + kPageBytes - 1) / kPageBytes) {
    if (!isWritten)
      written_.assign(size, 0);
  }

  uint64_t base() const { return base_; }
  uint64_t size() const { return size_; }

  // The cells of an access, which lies inside of the range.
  template <class Visit> void visit(uint64_t address, uint64_t size, Visit visit) {
    uint64_t at = address - base_, end = at + size;
    while (at < end) {
      Page &page = pages_[at / kPageBytes];
      uint64_t pageEnd = std::min((at / kPageBytes + 1) * kPageBytes, end);
      prepare(page, at % kUnit == 0 && (pageEnd % kUnit == 0 || pageEnd == size_));
      uint64_t unit = page.cells.size() == kPageBytes ? 1 : kUnit;
      for (; at < pageEnd; at += unit)
        visit(page.cells[at % kPageBytes / unit]);
    }
  }

  bool isWritten(uint64_t address, uint64_t size) const {
    if (written_.empty())
      return true;
    const uint8_t *at = written_.data() + (address - base_);
    return std::all_of(at, at + size, [](uint8_t byte) { return byte != 0; });
  }
  // One byte for each, or null when all are written.
  uint8_t *written(uint64_t address) {
    return written_.empty() ? nullptr : written_.data() + (address - base_);
  }
  void setWritten(uint64_t address, uint64_t size) {
    if (!written_.empty())
      std::memset(written_.data() + (address - base_), 1, size);
  }
  void setAllWritten() { written_ = {}; }
  void setNoneWritten() { written_.assign(size_, 0); }

private:
  static constexpr uint64_t kUnit = 4, kPageBytes = 1024;
  struct Page {
    std::vector<ShadowCell> cells;
  };

  static void prepare(Page &page, bool hasWholeUnits) {
    if (page.cells.size() == kPageBytes)
      return;
    if (hasWholeUnits) {
      if (page.cells.empty())
        page.cells.resize(kPageBytes / kUnit);
      return;
    }
    std::vector<ShadowCell> bytes(kPageBytes);
    for (size_t i = 0; i < page.cells.size(); ++i)
      std::fill_n(bytes.begin() + long(i * kUnit), kUnit, page.cells[i]);
    page.cells = std::move(bytes);
  }

  uint64_t base_, size_;
  std::vector<Page> pages_;
  std::vector<uint8_t> written_; // empty: all
};

} // namespace hd::drivers::cpu
