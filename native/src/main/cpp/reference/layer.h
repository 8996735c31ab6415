// SPDX-License-Identifier: Apache-2.0
//
// Operators of one input and one output in float64. Index names are those of io.twingraph.op: s sample;
// y, x output row and column; i, j row and column of the kernel or window; c input channel; o output
// channel; u unit. Arrays are row-major: images [n,H,W,C], kernels [kH,kW,C,filters] or [in,units].

#ifndef TWINGRAPH_REFERENCE_LAYER_H
#define TWINGRAPH_REFERENCE_LAYER_H

#include <cstddef>

#include "operator.h"

namespace twingraph {
namespace reference {

/// How many values a layer takes and gives for one sample, and how many its parameters have.
struct LayerSizes {
  std::size_t in;
  std::size_t out;
  std::size_t kernel;
  std::size_t bias;
};

/// An operator of one input and one output, and a kernel and a bias or neither.
class Layer : public Operator {
 public:
  Layer(LayerSizes sizes, int threads)
      : Operator(Shapes{{sizes.in}}, Shapes{{sizes.out}},
                 sizes.kernel > 0 ? Sizes{sizes.kernel, sizes.bias} : Sizes{}, threads),
        sizes(sizes) {}

  const LayerSizes sizes;

  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override {
    const bool any = sizes.kernel > 0;
    forward(n, in[0], any ? parameters[0] : nullptr, any ? parameters[1] : nullptr, out[0]);
  }
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override {
    const bool any = sizes.kernel > 0;
    backward(n, in[0], any ? parameters[0] : nullptr, out_gradients[0], in_gradients[0],
             any ? parameter_gradients[0] : nullptr, any ? parameter_gradients[1] : nullptr);
  }

  /// Writes out from in, kernel and bias (null where the layer has none) for n samples.
  virtual void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
                       double* out) const = 0;

  /// Writes the derivatives of the loss with respect to in, kernel and bias from the one with
  /// respect to out. Nothing is added to what was there; in_gradient may be null: not wanted.
  virtual void backward(std::size_t n, const double* in, const double* kernel,
                        const double* out_gradient, double* in_gradient, double* kernel_gradient,
                        double* bias_gradient) const = 0;
};

/// A window that moves over an image: sizes in pixels.
struct Window {
  std::size_t in_height, in_width, in_channels;
  std::size_t height, width;
  std::size_t stride_height, stride_width;
  std::size_t top, left;
  std::size_t out_height, out_width, out_channels;

  std::size_t in_size() const { return in_height * in_width * in_channels; }
  std::size_t out_size() const { return out_height * out_width * out_channels; }
  std::size_t in_at(std::size_t s, std::size_t row, std::size_t column) const {
    return ((s * in_height + row) * in_width + column) * in_channels;
  }
  std::size_t out_at(std::size_t s, std::size_t y, std::size_t x) const {
    return ((s * out_height + y) * out_width + x) * out_channels;
  }

  /// The offsets in the window, from `first` to before `end`, that lie on the input.
  struct Range {
    std::size_t first, end;
    bool operator==(const Range& that) const { return first == that.first && end == that.end; }
  };
  /// All i with 0 <= y * stride_height + i - top < in_height.
  Range rows(std::size_t y) const { return range(y * stride_height, height, top, in_height); }
  /// All j with 0 <= x * stride_width + j - left < in_width.
  Range columns(std::size_t x) const { return range(x * stride_width, width, left, in_width); }
  /// The reverse: all x for which column j of the window lies on the input.
  Range outputs(std::size_t j) const {
    std::size_t first = 0, end = out_width;
    while (first < end && j < columns(first).first) ++first;
    while (first < end && j >= columns(end - 1).end) --end;
    return {first, end};
  }

 private:
  static Range range(std::size_t start, std::size_t size, std::size_t before, std::size_t in) {
    const std::size_t first = before > start ? before - start : 0;
    const std::size_t last = in + before > start ? in + before - start : 0;
    const std::size_t end = last < size ? last : size;
    return {first, end < first ? first : end};
  }
};

/// Cross-correlation with a bias.
class Convolution : public Layer {
 public:
  Convolution(Window window, int threads)
      : Layer({window.in_size(), window.out_size(),
               window.height * window.width * window.in_channels * window.out_channels,
               window.out_channels},
              threads),
        window(window) {}
  void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
               double* out) const override;
  void backward(std::size_t n, const double* in, const double* kernel, const double* out_gradient,
                double* in_gradient, double* kernel_gradient, double* bias_gradient) const override;

 private:
  void kernel_backward(std::size_t n, const double* in, const double* out_gradient,
                       double* kernel_gradient) const;
  void kernel_rows_backward(std::size_t n, const double* in, const double* out_gradient,
                            double* kernel_gradient, std::size_t begin, std::size_t end) const;
  void input_backward(std::size_t n, const double* kernel, const double* out_gradient,
                      double* in_gradient) const;

  const Window window;
};

/// in * kernel + bias.
class Dense : public Layer {
 public:
  Dense(std::size_t in, std::size_t units, int threads)
      : Layer({in, units, in * units, units}, threads) {}
  void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
               double* out) const override;
  void backward(std::size_t n, const double* in, const double* kernel, const double* out_gradient,
                double* in_gradient, double* kernel_gradient, double* bias_gradient) const override;

 private:
  void input_backward(std::size_t n, const double* kernel, const double* out_gradient,
                      double* in_gradient) const;
};

/// The largest value of each window; padding never wins, the first of equals does.
class MaxPooling : public Layer {
 public:
  MaxPooling(Window window, int threads)
      : Layer({window.in_size(), window.out_size(), 0, 0}, threads), window(window) {}
  void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
               double* out) const override;
  void backward(std::size_t n, const double* in, const double* kernel, const double* out_gradient,
                double* in_gradient, double* kernel_gradient, double* bias_gradient) const override;

 private:
  std::size_t first_maximum(const double* in, std::size_t s, std::size_t y, std::size_t x,
                            std::size_t c) const;
  const Window window;
};

/// The mean of the part of each window that lies on the input.
class AveragePooling : public Layer {
 public:
  AveragePooling(Window window, int threads)
      : Layer({window.in_size(), window.out_size(), 0, 0}, threads), window(window) {}
  void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
               double* out) const override;
  void backward(std::size_t n, const double* in, const double* kernel, const double* out_gradient,
                double* in_gradient, double* kernel_gradient, double* bias_gradient) const override;

 private:
  const Window window;
};

/// An elementwise function of io.twingraph.op, whose number, if it has one, is `a`.
struct Function {
  double (*value)(double x, double a);
  double (*derivative)(double x, double a);
};

/// The function of this type; null where there is none.
const Function* find_function(const std::string& type);

/// A function of each value; linear is also what flattening does to values in memory: nothing.
class Activation : public Layer {
 public:
  Activation(std::size_t size, Function function, double number, int threads)
      : Layer({size, size, 0, 0}, threads), function(function), number(number) {}
  void forward(std::size_t n, const double* in, const double* kernel, const double* bias,
               double* out) const override;
  void backward(std::size_t n, const double* in, const double* kernel, const double* out_gradient,
                double* in_gradient, double* kernel_gradient, double* bias_gradient) const override;

 private:
  const Function function;
  const double number;
};

/// Cross-entropy of softmax from logits [n,classes], its mean over the samples and the gradient of
/// that with respect to the logits.
double cross_entropy(std::size_t n, std::size_t classes, const double* logits, const int* labels,
                     double* gradient);

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_LAYER_H
