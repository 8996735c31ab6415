// SPDX-License-Identifier: Apache-2.0
//
// The operations of Twingraph's torch engine without the JVM: what TorchSession, TorchLowering and
// TorchGradients ask of libtorch, in the same order and on the same memory layouts. It is linked with
// Twingraph's own blas_in_parts.cpp, which takes the BLAS's place as TorchBlas lets it. Twingraph's
// time over this program's is the cost of the JVM bridge, so keep the two in step.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "blas_in_parts.h"

namespace {

using at::Tensor;
using Clock = std::chrono::steady_clock;
using Options = std::map<std::string, std::string>;

constexpr int kEvaluationBatch = 256;
constexpr int kOrphan = 4;

std::atomic<bool> answered{false};
std::promise<void> input_ended;

// The input ends when the harness has what it wants, or is gone, however it went.
void end_with_the_harness() {
  char byte;
  ssize_t got;
  do {
    got = ::read(STDIN_FILENO, &byte, 1);
  } while (got > 0 || (got < 0 && errno == EINTR));
  if (!answered) _exit(kOrphan);
  input_ended.set_value();
}

constexpr size_t kFirst = 10;
constexpr int64_t kBlockBytes = 9 << 20;

double millis_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <typename T>
std::vector<T> read(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<T> values(static_cast<size_t>(in.tellg()) / sizeof(T));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(T));
  return values;
}

struct Batch {
  float* images;  // [size, side, side, 1]
  const int32_t* labels;
  int64_t size;
};

struct Result {
  double loss;
  int64_t correct;
};

struct Data {
  std::vector<float> images;
  std::vector<int32_t> labels;
  int64_t pixels;

  Batch batch(int64_t from, int64_t size) {
    return {images.data() + from * pixels, labels.data() + from, size};
  }
};

// Conv/relu/conv/relu/pool/flatten/[dense/relu]/dense.
class Session {
 public:
  Session(bool matched, double rate, std::vector<float> initial)
      : side_(matched ? 28 : 8), pool_(matched ? 2 : 1), rate_(rate) {
    float* next = initial.data();
    add(next, {3, 3, 1, 32});
    add(next, {3, 3, 32, 64});
    if (matched) add(next, {9216, 1024});
    add(next, {1024, 10});
    for (size_t i : {1, 3}) biases_.push_back(parameters_[i].detach());
    if (next != initial.data() + initial.size()) {
      throw std::runtime_error("parameters.f32 does not have the network's size");
    }
  }

  int64_t side() const { return side_; }

  // One step: forward, loss, gradients of what the update needs, update, loss and correct count.
  Result train(const Batch& batch) {
    std::vector<Tensor> inputs;
    std::vector<Tensor> outputs;
    Tensor logits = forward(images(batch), &inputs, &outputs);
    Tensor loss = at::cross_entropy_loss(logits, labels(batch));
    c10::AutoGradMode none(false);
    Tensor from = loss;
    std::vector<Tensor> incoming;
    size_t end = parameters_.size();
    for (size_t i = end; i-- > 0;) {
      if (!is_in_blocks(i, batch)) continue;
      std::vector<Tensor> gradients = torch::autograd::grad({from}, wanted(i, end, outputs), incoming);
      update(i + 1, end, gradients, 1, inputs);
      incoming = {update_in_blocks(parameters_[i], inputs[i / 2], gradients[0])};
      from = inputs[i / 2];
      end = i;
    }
    update(0, end, torch::autograd::grad({from}, wanted(0, end, outputs), incoming), 0, inputs);
    return result(batch, logits, loss);
  }

  Result evaluate(const Batch& batch) {
    c10::AutoGradMode none(false);
    Tensor logits = forward(images(batch), nullptr, nullptr);
    return result(batch, logits, at::cross_entropy_loss(logits, labels(batch)));
  }

  std::vector<float> predict(const Batch& batch) {
    c10::AutoGradMode none(false);
    return copy(forward(images(batch), nullptr, nullptr));
  }

 private:
  static bool is_dense_kernel(size_t i) { return i >= 4 && i % 2 == 0; }

  static bool is_convolution_bias(size_t i) { return i < 4 && i % 2 == 1; }

  // As TorchGradients: large kernels of batches from 2 to 128.
  bool is_in_blocks(size_t i, const Batch& batch) const {
    return is_dense_kernel(i) && batch.size > 1 && batch.size <= 128 &&
           parameters_[i].numel() * 4 >= 2 * kBlockBytes;
  }

  // What autograd differentiates by for the parameters from first to end.
  std::vector<Tensor> wanted(size_t first, size_t end, const std::vector<Tensor>& outputs) const {
    std::vector<Tensor> sources;
    for (size_t i = first; i < end; i++) {
      bool by_output = is_dense_kernel(i) || is_convolution_bias(i);
      sources.push_back(by_output ? outputs[i / 2] : parameters_[i]);
    }
    return sources;
  }

  void update(size_t first, size_t end, const std::vector<Tensor>& gradients, size_t offset,
              const std::vector<Tensor>& inputs) {
    for (size_t i = first; i < end; i++) {
      const Tensor& gradient = gradients[offset + i - first];
      if (is_dense_kernel(i)) {  // the product goes into the kernel; its gradient is never written
        parameters_[i].addmm_(inputs[i / 2].t(), gradient, 1, -rate_);
      } else if (is_convolution_bias(i)) {
        parameters_[i].add_(gradient.sum({0, 2, 3}), -rate_);
      } else {
        parameters_[i].add_(gradient, -rate_);
      }
    }
  }

  // As TorchOptimizer.updateInBlocks: the gradient of the input, and the kernel moved.
  Tensor update_in_blocks(Tensor& kernel, const Tensor& input, const Tensor& output_gradient) {
    Tensor gradient = at::empty_like(input);
    const int64_t rows = kernel.size(0);
    const int64_t block = std::max<int64_t>(1, kBlockBytes / 4 / kernel.size(1));
    for (int64_t first = 0; first < rows; first += block) {
      const int64_t count = std::min(block, rows - first);
      Tensor part = kernel.narrow(0, first, count);
      Tensor columns = gradient.narrow(1, first, count);
      at::mm_out(columns, output_gradient, part.t());
      part.addmm_(input.narrow(1, first, count).t(), output_gradient, 1, -rate_);
    }
    return gradient;
  }

  // A kernel and its bias, in libtorch's layout: OIHW and (in, out).
  void add(float*& next, std::vector<int64_t> shape) {
    for (const std::vector<int64_t>& part : {shape, std::vector<int64_t>{shape.back()}}) {
      Tensor value = at::from_blob(next, part);
      if (part.size() == 4) value = value.permute({3, 2, 0, 1});
      next += value.numel();
      parameters_.push_back(value.clone(at::MemoryFormat::Contiguous).set_requires_grad(true));
    }
  }

  Tensor images(const Batch& batch) const {
    return at::from_blob(batch.images, {batch.size, side_, side_, 1}).permute({0, 3, 1, 2});
  }

  static Tensor labels(const Batch& batch) {
    Tensor labels = at::empty({batch.size}, at::kLong);
    std::copy_n(batch.labels, batch.size, labels.data_ptr<int64_t>());
    return labels;
  }

  // Inputs and outputs of the layers with parameters, before their relu, where they are asked for.
  Tensor forward(Tensor value, std::vector<Tensor>* inputs, std::vector<Tensor>* outputs) const {
    for (size_t i = 0; i < parameters_.size(); i += 2) {
      if (i == 4) {
        value = at::max_pool2d(value, {pool_, pool_}, {pool_, pool_});
        value = value.permute({0, 2, 3, 1}).reshape({value.size(0), -1});
      }
      if (inputs) inputs->push_back(value);
      if (i < 4) {
        value = at::conv2d(value, parameters_[i], biases_[i / 2]);
      } else {
        value = at::addmm(parameters_[i + 1], value, parameters_[i]);
      }
      if (outputs) outputs->push_back(value);
      if (i + 2 < parameters_.size()) value = outputs ? at::relu(value) : value.relu_();
    }
    return value;
  }

  static std::vector<float> copy(const Tensor& tensor) {
    Tensor dense = tensor.detach().contiguous();
    const float* data = dense.data_ptr<float>();
    return std::vector<float>(data, data + dense.numel());
  }

  static Result result(const Batch& batch, const Tensor& logits, const Tensor& loss) {
    std::vector<float> values = copy(logits);
    int64_t classes = logits.size(1);
    int64_t correct = 0;
    for (int64_t i = 0; i < batch.size; i++) {
      auto row = values.begin() + i * classes;
      correct += std::max_element(row, row + classes) - row == batch.labels[i] ? 1 : 0;
    }
    return {loss.item<float>(), correct};
  }

  int64_t side_;
  int64_t pool_;
  double rate_;
  std::vector<Tensor> parameters_;
  std::vector<Tensor> biases_;  // of the convolutions, whose gradients are sums; the same memory
};

std::string array(const std::vector<double>& values) {
  std::string text = "[";
  for (size_t i = 0; i < values.size(); i++) {
    char number[40];
    std::snprintf(number, sizeof number, "%s%.9g", i > 0 ? "," : "", values[i]);
    text += number;
  }
  return text + "]";
}

// An epoch over shuffled samples, each batch gathered into memory of its own, and an evaluation.
std::string epoch(Session& session, Data& data, int64_t batch, int64_t train, int64_t validation) {
  std::vector<int64_t> order(train);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(7));
  Data own{std::vector<float>(batch * data.pixels), std::vector<int32_t>(batch), data.pixels};
  double loss = 0;
  for (int64_t from = 0; from < train; from += batch) {
    int64_t size = std::min(batch, train - from);
    for (int64_t i = 0; i < size; i++) {
      Batch one = data.batch(order[from + i], 1);
      std::copy_n(one.images, data.pixels, own.images.data() + i * data.pixels);
      own.labels[i] = *one.labels;
    }
    loss += session.train(own.batch(0, size)).loss * size;
  }
  double validation_loss = 0;
  double correct = 0;
  for (int64_t from = 0; from < validation; from += kEvaluationBatch) {
    int64_t size = std::min<int64_t>(kEvaluationBatch, validation - from);
    Result part = session.evaluate(data.batch(train + from, size));
    validation_loss += part.loss * size;
    correct += part.correct;
  }
  char text[200];
  std::snprintf(text, sizeof text,
                ",\"trainLoss\":%.9g,\"validationLoss\":%.9g,\"validationAccuracy\":%.9g",
                loss / train, validation_loss / validation, correct / validation);
  return text;
}

// A warm-up of so many steps and seconds, whichever takes longer; then measured steps.
class Schedule {
 public:
  Schedule(int64_t warmup, double seconds, size_t steps)
      : warmup_(warmup), seconds_(seconds), steps_(steps), warm_(warmup == 0) {}

  bool finished() const { return warm_ && millis_.size() >= steps_; }

  void step(double millis) {
    if (warm_) {
      millis_.push_back(millis);
      return;
    }
    if (done_++ == 0) start_ = Clock::now();
    warm_ = done_ >= warmup_ && millis_since(start_) >= seconds_ * 1000;
  }

  const std::vector<double>& millis() const { return millis_; }

 private:
  int64_t warmup_;
  double seconds_;
  size_t steps_;
  bool warm_;
  int64_t done_ = 0;
  Clock::time_point start_;
  std::vector<double> millis_;
};

void run(const Options& options) {
  auto number = [&](const char* name) { return std::stoll(options.at(name)); };
  at::set_num_threads(number("threads"));
  twingraph::use_blas_threads(number("parts"));
  const std::string folder = options.at("data") + "/";
  const std::string workload = options.at("workload");
  Session session(options.at("network") == "matched", std::stod(options.at("rate")),
                  read<float>(folder + "parameters.f32"));
  Data data{read<float>(folder + "images.f32"), read<int32_t>(folder + "labels.i32"),
            session.side() * session.side()};
  const int64_t batch = number("batch");
  const int64_t train = number("train");
  Schedule schedule(number("warmup"), std::stod(options.at("warmup-seconds")),
                    workload == "epoch" ? 0 : number("steps"));
  std::vector<double> losses;
  std::vector<double> logits;
  for (int64_t k = 0; !schedule.finished(); k++) {
    Batch now = data.batch(k % (train / batch) * batch, batch);
    Clock::time_point start = Clock::now();
    double loss = 0;
    std::vector<float> values;
    if (workload == "forward") {
      values = session.predict(now);
    } else {
      loss = session.train(now).loss;
    }
    double spent = millis_since(start);
    if (k == 0) {
      std::cout << "{\"event\":\"first-step\"}" << std::endl;
      logits.assign(values.begin(), values.begin() + std::min(kFirst, values.size()));
    }
    schedule.step(spent);
    if (losses.size() < kFirst) losses.push_back(loss);
  }
  std::vector<double> millis = schedule.millis();
  std::string more;
  if (workload == "train") more = ",\"losses\":" + array(losses);
  if (workload == "forward") more = ",\"logits\":" + array(logits);
  if (workload == "epoch") {
    Clock::time_point start = Clock::now();
    more = epoch(session, data, batch, train, number("validation"));
    millis.push_back(millis_since(start));
  }
  answered = true;
  std::cout << "{\"event\":\"result\",\"versions\":{\"torch\":\"" << TORCH_VERSION
            << "\"},\"threads\":" << at::get_num_threads() << ",\"millis\":" << array(millis)
            << more << "}" << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    options[std::string(arguments[i]).substr(2)] = arguments[i + 1];
  }
  std::thread(end_with_the_harness).detach();
  try {
    run(options);
  } catch (const std::exception& e) {
    std::cerr << "cpp-libtorch: " << e.what() << std::endl;
    return 1;
  }
  input_ended.get_future().wait();
  return 0;
}
