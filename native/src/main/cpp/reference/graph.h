// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_GRAPH_H
#define TWINGRAPH_REFERENCE_GRAPH_H

#include <memory>
#include <vector>

#include "layer.h"
#include "optimizer.h"
#include "values.h"

namespace twingraph {
namespace reference {

/// Nodes in an order in which they can run, with their parameters, their values and the gradients of
/// all of these.
///
/// Values are numbered: the inputs, then what each node gives, in the nodes' order. Each value has at
/// most one reader. Nodes run one at a time, each from the values that lie there at that moment: run
/// in order they are the graph, and a caller that puts other values in between asks each node by
/// itself. Parameters are numbered in the order of the nodes. Pointers stay valid until prepare() with
/// a larger batch.
class Graph {
 public:
  /// @param threads at least 1
  explicit Graph(int threads);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  // Making.
  /// Whether there is an operator of this type, as io.twingraph.op names it.
  static bool knows(const char* type) { return knows_operator(type); }
  /// A value that enters; before every node.
  void add_input(const int* shape, int rank);
  /// Adds a node whose outputs are the next values.
  /// @param type as io.twingraph.op names it; false is returned where it is not known
  /// @param inputs numbers of values; @param output_shapes of one sample, one after the other
  bool add_node(const char* type, const double* attributes, int attribute_count, const int* inputs,
                int input_count, const int* output_shapes, const int* output_ranks,
                int output_count);
  /// Says of which value the loss is made.
  void use_logits(int value) { logits_ = value; }
  void use_sgd(double momentum, bool nesterov);
  void use_adam(double beta1, double beta2, double epsilon);

  // Running, on a batch of the size that prepare() was last given.
  void prepare(int samples);
  void set_images(const float* images);
  /// Runs a node, 0 for the first.
  void forward(int node);
  /// The mean loss of the logits; writes their gradient.
  double loss(const int* labels);
  /// Writes the gradients of the node's parameters and of the values that it reads, but for inputs.
  void backward(int node);
  void update(double learning_rate, double step);

  // Looking. Each is an array of its value or parameter, which the graph owns.
  double* values(int value) { return values_[value].data(); }
  double* gradient(int value) { return gradients_[value].data(); }
  double* parameter(int index) { return parameters_[index].data(); }
  double* parameter_gradient(int index) { return parameter_gradients_[index].data(); }
  double* slot(int index, int which) { return slots_[index * optimizer_.slots() + which].data(); }

  /// Graphs and arrays that this process holds, and the bytes of the arrays.
  static long long held_objects() { return Held::objects(); }
  static long long held_bytes() { return Held::bytes(); }
  /// Name and version of the compiler that made this.
  static const char* compiler();

 private:
  /// An operator in its place.
  struct Node {
    std::unique_ptr<Operator> op;
    std::vector<int> inputs;
    int first_output;
    int first_parameter;
  };

  /// The arrays of `count` entries from `first` on.
  static std::vector<double*> arrays(std::vector<Values>& all, int first, std::size_t count);
  void add_value(const Shape& shape);
  void make_slots();

  const int threads_;
  int samples_ = 0;
  int inputs_ = 0;
  int logits_ = 0;
  Shapes shapes_;
  std::vector<Node> nodes_;
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

#endif  // TWINGRAPH_REFERENCE_GRAPH_H
