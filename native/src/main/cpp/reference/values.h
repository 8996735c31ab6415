// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_VALUES_H
#define TWINGRAPH_REFERENCE_VALUES_H

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>

namespace twingraph {
namespace reference {

/// What all networks of this process hold, so that an engine can show that it gave everything back.
struct Held {
  static std::atomic<long long>& objects() {
    static std::atomic<long long> count{0};
    return count;
  }
  static std::atomic<long long>& bytes() {
    static std::atomic<long long> count{0};
    return count;
  }
};

/// An owned array of doubles that only grows; counted in Held.
class Values {
 public:
  Values() = default;
  explicit Values(std::size_t size) { reserve(size); }
  Values(Values&& other) noexcept : data_(std::move(other.data_)), size_(other.size_) {
    other.size_ = 0;
  }
  ~Values() { count(-1); }

  /// Makes room for `size` values. New room is zero; a larger size forgets what was there.
  void reserve(std::size_t size) {
    if (size > size_) {
      std::unique_ptr<double[]> larger(new double[size]());
      count(-1);
      data_ = std::move(larger);
      size_ = size;
      count(1);
    }
  }

  double* data() { return data_.get(); }

 private:
  void count(int sign) {
    if (size_ > 0) {
      Held::objects() += sign;
      Held::bytes() += sign * static_cast<long long>(size_ * sizeof(double));
    }
  }

  std::unique_ptr<double[]> data_;
  std::size_t size_ = 0;
};

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_VALUES_H
