// SPDX-License-Identifier: Apache-2.0

#include "network.h"

#include <algorithm>

namespace twingraph {
namespace reference {
namespace {

std::size_t size(int value) { return static_cast<std::size_t>(value); }

Window window(int height, int width, int channels, int window_height, int window_width,
              int stride_height, int stride_width, int top, int left, int out_height, int out_width,
              int out_channels) {
  return {size(height),       size(width),         size(channels),     size(window_height),
          size(window_width), size(stride_height), size(stride_width), size(top),
          size(left),         size(out_height),    size(out_width),    size(out_channels)};
}

}  // namespace

Network::Network(int in, int threads) : threads_(threads), stage_sizes_{size(in)} {
  values_.emplace_back();
  gradients_.emplace_back();
  ++Held::objects();
}

Network::~Network() { --Held::objects(); }

void Network::add(Layer* made) {
  std::unique_ptr<Layer> layer(made);
  first_parameters_.push_back(static_cast<int>(parameters_.size()));
  for (std::size_t count : {layer->sizes.kernel, layer->sizes.bias}) {
    if (count > 0) {
      parameter_sizes_.push_back(count);
      parameters_.emplace_back(count);
      parameter_gradients_.emplace_back(count);
    }
  }
  stage_sizes_.push_back(layer->sizes.out);
  values_.emplace_back();
  gradients_.emplace_back();
  layers_.push_back(std::move(layer));
}

void Network::add_convolution(int height, int width, int channels, int kernel_height,
                              int kernel_width, int stride_height, int stride_width, int top,
                              int left, int out_height, int out_width, int filters) {
  add(new Convolution(window(height, width, channels, kernel_height, kernel_width, stride_height,
                             stride_width, top, left, out_height, out_width, filters),
                      threads_));
}

void Network::add_max_pooling(int height, int width, int channels, int window_height,
                              int window_width, int stride_height, int stride_width, int top,
                              int left, int out_height, int out_width) {
  add(new MaxPooling(window(height, width, channels, window_height, window_width, stride_height,
                            stride_width, top, left, out_height, out_width, channels),
                     threads_));
}

void Network::add_average_pooling(int height, int width, int channels, int window_height,
                                  int window_width, int stride_height, int stride_width, int top,
                                  int left, int out_height, int out_width) {
  add(new AveragePooling(window(height, width, channels, window_height, window_width, stride_height,
                                stride_width, top, left, out_height, out_width, channels),
                         threads_));
}

void Network::add_dense(int in, int units) { add(new Dense(size(in), size(units), threads_)); }

void Network::add_activation(int count, int function, double slope) {
  add(new Activation(size(count), static_cast<Function>(function), slope, threads_));
}

void Network::use_sgd(double momentum, bool nesterov) {
  optimizer_ = Optimizer::sgd(momentum, nesterov);
  make_slots();
}

void Network::use_adam(double beta1, double beta2, double epsilon) {
  optimizer_ = Optimizer::adam(beta1, beta2, epsilon);
  make_slots();
}

void Network::make_slots() {
  slots_.clear();
  for (std::size_t count : parameter_sizes_) {
    for (int which = 0; which < optimizer_.slots(); ++which) {
      slots_.emplace_back(count);
    }
  }
}

void Network::prepare(int samples) {
  for (std::size_t stage = 0; stage < values_.size(); ++stage) {
    values_[stage].reserve(size(samples) * stage_sizes_[stage]);
    if (stage > 0) {
      gradients_[stage].reserve(size(samples) * stage_sizes_[stage]);
    }
  }
  samples_ = samples;
}

void Network::set_images(const float* images) {
  std::copy(images, images + size(samples_) * stage_sizes_[0], values(0));
}

void Network::forward(int number) {
  const Layer& layer = *layers_[number - 1];
  const bool has_parameters = layer.sizes.kernel > 0;
  const int first = first_parameters_[number - 1];
  layer.forward(size(samples_), values(number - 1), has_parameters ? parameter(first) : nullptr,
                has_parameters ? parameter(first + 1) : nullptr, values(number));
}

double Network::loss(const int* labels) {
  const int last = static_cast<int>(layers_.size());
  return cross_entropy(size(samples_), stage_sizes_[last], values(last), labels, gradient(last));
}

void Network::backward(int number) {
  const Layer& layer = *layers_[number - 1];
  const bool has_parameters = layer.sizes.kernel > 0;
  const int first = first_parameters_[number - 1];
  layer.backward(size(samples_), values(number - 1), has_parameters ? parameter(first) : nullptr,
                 gradient(number), number > 1 ? gradient(number - 1) : nullptr,
                 has_parameters ? parameter_gradient(first) : nullptr,
                 has_parameters ? parameter_gradient(first + 1) : nullptr);
}

void Network::update(double learning_rate, double step) {
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    const int index = static_cast<int>(k);
    optimizer_.update(threads_, parameter_sizes_[k], parameter(index), parameter_gradient(index),
                      optimizer_.slots() > 0 ? slot(index, 0) : nullptr,
                      optimizer_.slots() > 1 ? slot(index, 1) : nullptr, learning_rate, step);
  }
}

const char* Network::compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#else
  return "unknown";
#endif
}

}  // namespace reference
}  // namespace twingraph
