// SPDX-License-Identifier: Apache-2.0

#include "graph.h"

#include <algorithm>
#include <new>

#ifdef __GLIBCXX__
/// What vectors of any length call since GCC 12, in a library that older systems do not have.
namespace std {
void __throw_bad_array_new_length() { throw bad_array_new_length(); }
}  // namespace std
#endif

namespace twingraph {
namespace reference {
namespace {
std::size_t size(int value) { return static_cast<std::size_t>(value); }
}  // namespace

Graph::Graph(int threads) : threads_(threads) { ++Held::objects(); }

Graph::~Graph() { --Held::objects(); }

void Graph::add_value(const Shape& shape) {
  shapes_.push_back(shape);
  values_.emplace_back();
  gradients_.emplace_back();
}

void Graph::add_input(const int* shape, int rank) {
  add_value(Shape(shape, shape + rank));
  ++inputs_;
}

bool Graph::add_node(const char* type, const double* attributes, int attribute_count,
                     const int* inputs, int input_count, const int* output_shapes,
                     const int* output_ranks, int output_count) {
  Shapes in, out;
  for (int k = 0; k < input_count; ++k) {
    in.push_back(shapes_[inputs[k]]);
  }
  for (int k = 0; k < output_count; ++k) {
    out.emplace_back(output_shapes, output_shapes + output_ranks[k]);
    output_shapes += output_ranks[k];
  }
  std::unique_ptr<Operator> op =
      make_operator(type, attributes, size(attribute_count), in, out, threads_);
  if (op == nullptr) {
    return false;
  }
  const int first_output = static_cast<int>(values_.size());
  const int first_parameter = static_cast<int>(parameters_.size());
  for (std::size_t count : op->parameter_sizes) {
    parameter_sizes_.push_back(count);
    parameters_.emplace_back(count);
    parameter_gradients_.emplace_back(count);
  }
  for (const Shape& shape : out) {
    add_value(shape);
  }
  nodes_.push_back({std::move(op), std::vector<int>(inputs, inputs + input_count), first_output,
                    first_parameter});
  return true;
}

void Graph::use_sgd(double momentum, bool nesterov) {
  optimizer_ = Optimizer::sgd(momentum, nesterov);
  make_slots();
}

void Graph::use_adam(double beta1, double beta2, double epsilon) {
  optimizer_ = Optimizer::adam(beta1, beta2, epsilon);
  make_slots();
}

void Graph::make_slots() {
  slots_.clear();
  for (std::size_t count : parameter_sizes_) {
    for (int which = 0; which < optimizer_.slots(); ++which) {
      slots_.emplace_back(count);
    }
  }
}

void Graph::prepare(int samples) {
  for (std::size_t value = 0; value < values_.size(); ++value) {
    values_[value].reserve(size(samples) * volume(shapes_[value]));
    if (value >= size(inputs_)) {
      gradients_[value].reserve(size(samples) * volume(shapes_[value]));
    }
  }
  samples_ = samples;
}

void Graph::set_images(const float* images) {
  std::copy(images, images + size(samples_) * volume(shapes_[0]), values(0));
}

std::vector<double*> Graph::arrays(std::vector<Values>& all, int first, std::size_t count) {
  std::vector<double*> pointers;
  for (std::size_t k = 0; k < count; ++k) {
    pointers.push_back(all[size(first) + k].data());
  }
  return pointers;
}

void Graph::forward(int number) {
  const Node& node = nodes_[number];
  std::vector<double*> in;
  for (int value : node.inputs) {
    in.push_back(values(value));
  }
  const std::vector<double*> parameters =
      arrays(parameters_, node.first_parameter, node.op->parameter_sizes.size());
  const std::vector<double*> out = arrays(values_, node.first_output, node.op->out_sizes.size());
  node.op->run(size(samples_), in.data(), parameters.data(), out.data());
}

double Graph::loss(const int* labels) {
  return cross_entropy(size(samples_), volume(shapes_[logits_]), values(logits_), labels,
                       gradient(logits_));
}

void Graph::backward(int number) {
  const Node& node = nodes_[number];
  std::vector<double*> in, in_gradients;
  for (int value : node.inputs) {
    in.push_back(values(value));
    in_gradients.push_back(value < inputs_ ? nullptr : gradient(value));
  }
  const std::size_t own = node.op->parameter_sizes.size();
  const std::vector<double*> parameters = arrays(parameters_, node.first_parameter, own);
  const std::vector<double*> parameter_gradients =
      arrays(parameter_gradients_, node.first_parameter, own);
  const std::vector<double*> out_gradients =
      arrays(gradients_, node.first_output, node.op->out_sizes.size());
  node.op->run_backward(size(samples_), in.data(), parameters.data(), out_gradients.data(),
                        in_gradients.data(), parameter_gradients.data());
}

void Graph::update(double learning_rate, double step) {
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    const int index = static_cast<int>(k);
    optimizer_.update(threads_, parameter_sizes_[k], parameter(index), parameter_gradient(index),
                      optimizer_.slots() > 0 ? slot(index, 0) : nullptr,
                      optimizer_.slots() > 1 ? slot(index, 1) : nullptr, learning_rate, step);
  }
}

const char* Graph::compiler() {
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
