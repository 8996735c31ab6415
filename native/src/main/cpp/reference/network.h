// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_NETWORK_H
#define TWINGRAPH_REFERENCE_NETWORK_H

#include <memory>
#include <vector>

#include "layer.h"
#include "optimizer.h"
#include "values.h"

namespace twingraph {
namespace reference {

/// Layers in a row with their parameters, their values and the gradients of all of these.
///
/// Stage 0 is the input and stage k what layer k gave. Layers run one at a time, each from the values
/// that lie at its stage at that moment: run in order they are the network, and a caller that puts
/// other values in between asks each layer by itself. Parameters are numbered in the order of the
/// layers, kernel before bias. Pointers stay valid until prepare() with a larger batch.
class Network {
 public:
  /// @param in values of one input sample; @param threads at least 1
  Network(int in, int threads);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // Making. Sizes in pixels, as in Window; `function` is the position in Function.
  void add_convolution(int height, int width, int channels, int kernel_height, int kernel_width,
                       int stride_height, int stride_width, int top, int left, int out_height,
                       int out_width, int filters);
  void add_max_pooling(int height, int width, int channels, int window_height, int window_width,
                       int stride_height, int stride_width, int top, int left, int out_height,
                       int out_width);
  void add_average_pooling(int height, int width, int channels, int window_height,
                           int window_width, int stride_height, int stride_width, int top, int left,
                           int out_height, int out_width);
  void add_dense(int in, int units);
  void add_activation(int size, int function, double slope);
  void use_sgd(double momentum, bool nesterov);
  void use_adam(double beta1, double beta2, double epsilon);

  // Running, on a batch of the size that prepare() was last given.
  void prepare(int samples);
  void set_images(const float* images);
  void forward(int layer);
  /// The mean loss of the last stage's values; writes the last stage's gradient.
  double loss(const int* labels);
  /// Writes the gradient of the layer's parameters and, from layer 2 on, of the stage before it.
  void backward(int layer);
  void update(double learning_rate, double step);

  // Looking. Each is an array of its stage or parameter, which the network owns.
  double* values(int stage) { return values_[stage].data(); }
  double* gradient(int stage) { return gradients_[stage].data(); }
  double* parameter(int index) { return parameters_[index].data(); }
  double* parameter_gradient(int index) { return parameter_gradients_[index].data(); }
  double* slot(int index, int which) { return slots_[index * optimizer_.slots() + which].data(); }

  /// Networks and arrays that this process holds, and the bytes of the arrays.
  static long long held_objects() { return Held::objects(); }
  static long long held_bytes() { return Held::bytes(); }
  /// Name and version of the compiler that made this.
  static const char* compiler();

 private:
  void add(Layer* layer);
  void make_slots();

  const int threads_;
  int samples_ = 0;
  std::vector<std::size_t> stage_sizes_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<int> first_parameters_;  // of each layer; meaningless where it has none
  Optimizer optimizer_;
  std::vector<Values> values_;
  std::vector<Values> gradients_;
  std::vector<std::size_t> parameter_sizes_;
  std::vector<Values> parameters_;
  std::vector<Values> parameter_gradients_;
  std::vector<Values> slots_;
};

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_NETWORK_H
