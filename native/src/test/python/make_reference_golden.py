# SPDX-License-Identifier: Apache-2.0
"""Writes golden.txt: what NumPy and SciPy give for each layer, the loss and each optimizer.

    python3 -m venv venv && venv/bin/pip install numpy scipy
    venv/bin/python make_reference_golden.py > ../resources/io/twingraph/reference/golden.txt

Nothing here is taken from an engine. Convolutions are scipy.signal's; derivatives of linear layers
are inner products with the layer's answer to each unit vector; those of smooth functions are
complex steps (exact to rounding) or closed forms of scipy.stats.
"""

import sys

import numpy as np
import scipy
from scipy.signal import correlate
from scipy.special import expit, log_softmax, softmax
from scipy.stats import norm

random = np.random.default_rng(20240607)


def emit(case, name, array):
    print(f"{case}/{name}", *(repr(float(value)) for value in np.ravel(array)))


def pad(image, padding):
    top, bottom, left, right = padding
    return np.pad(image, ((0, 0), (top, bottom), (left, right), (0, 0)))


def convolve(image, kernel, stride, padding):
    """image [n,h,w,c], kernel [kh,kw,c,o]; every position, then each stride-th."""
    padded = pad(image, padding)
    out = [[sum(correlate(sample[:, :, c], kernel[:, :, c, o], mode="valid", method="direct")
                for c in range(kernel.shape[2]))
            for o in range(kernel.shape[3])] for sample in padded]
    return np.moveaxis(np.array(out), 1, 3)[:, ::stride[0], ::stride[1], :]


def windows(image, window, stride, padding, fill):
    top, bottom, left, right = padding
    padded = np.pad(image, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=fill)
    view = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(1, 2))
    return view[:, ::stride[0], ::stride[1]].reshape(*view[:, ::stride[0], ::stride[1]].shape[:4], -1)


def mean_pool(image, window, stride, padding):
    return np.nanmean(windows(image, window, stride, padding, np.nan), axis=-1)


def max_pool(image, window, stride, padding):
    return windows(image, window, stride, padding, -np.inf).max(axis=-1)


def adjoint(function, at, weights):
    """Derivative of sum(weights * function(x)) for a linear function, one unit vector at a time."""
    answer = np.zeros(at.size)
    for k in range(at.size):
        unit = np.zeros(at.size)
        unit[k] = 1
        answer[k] = np.sum(weights * function(unit.reshape(at.shape)))
    return answer


def max_pool_gradient(image, weights, window, stride, padding):
    """Each weight goes where raising the input raises the maximum (no ties in random values)."""
    base = max_pool(image, window, stride, padding)
    answer = np.zeros(image.size)
    for k in range(image.size):
        raised = image.copy().ravel()
        raised[k] += 1e-9
        moved = max_pool(raised.reshape(image.shape), window, stride, padding) > base
        answer[k] = np.sum(weights[moved])
    return answer


def layer(case, image, out, **rest):
    emit(case, "in", image)
    emit(case, "out", out)
    for name, array in rest.items():
        emit(case, name, array)


def parametric(case, image, kernel, bias, function):
    out = function(image, kernel) + bias
    weights = random.normal(size=out.shape)
    layer(case, image, out, kernel=kernel, bias=bias, out_gradient=weights,
          in_gradient=adjoint(lambda x: function(x, kernel), image, weights),
          kernel_gradient=adjoint(lambda k: function(image, k), kernel, weights),
          bias_gradient=weights.reshape(-1, weights.shape[-1]).sum(axis=0))


def layers():
    stride, padding = (2, 1), (1, 0, 2, 1)
    parametric("conv2d", random.normal(size=(2, 6, 5, 3)), random.normal(size=(3, 2, 3, 4)),
               random.normal(size=4), lambda x, k: convolve(x, k, stride, padding))
    parametric("dense", random.normal(size=(3, 7)), random.normal(size=(7, 10)),
               random.normal(size=10), lambda x, k: x @ k)
    window, padding = (3, 2), (1, 2, 0, 1)
    image = random.normal(size=(2, 6, 5, 3))
    for case, function in (("max_pool2d", max_pool), ("avg_pool2d", mean_pool)):
        out = function(image, window, stride, padding)
        weights = random.normal(size=out.shape)
        gradient = (max_pool_gradient(image, weights, window, stride, padding)
                    if case == "max_pool2d"
                    else adjoint(lambda x: function(x, window, stride, padding), image, weights))
        layer(case, image, out, out_gradient=weights, in_gradient=gradient)


def complex_step(function, x):
    return np.imag(function(x + 1e-30j)) / 1e-30


def activations():
    def gelu_tanh(x):
        return x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2

    def gelu_derivative(x):
        return norm.cdf(x) + x * norm.pdf(x)

    x = np.concatenate([np.linspace(-4, 4, 17), [-0.3, 1e-3, 2.718]])
    cases = {
        "linear": (x, x, np.ones_like(x)),
        "relu": (x, np.maximum(x, 0), (x > 0) * 1.0),
        "leaky_relu(0.2)": (x, np.where(x > 0, x, 0.2 * x), np.where(x > 0, 1, 0.2)),
        "tanh": (x, np.tanh(x), complex_step(np.tanh, x)),
        "sigmoid": (x, expit(x), complex_step(lambda z: 1 / (1 + np.exp(-z)), x)),
        "gelu": (x, x * norm.cdf(x), gelu_derivative(x)),
        "gelu_tanh": (x, gelu_tanh(x), complex_step(gelu_tanh, x)),
    }
    tail = np.linspace(-8, -7.5, 4)  # where 1 + erf keeps few digits
    cases["gelu tail"] = (tail, tail * norm.cdf(tail), gelu_derivative(tail))
    tail = np.linspace(25, 26, 4)  # where 1 - s keeps few digits
    cases["sigmoid tail"] = (tail, expit(tail), expit(tail) * expit(-tail))
    for case, (values, out, derivative) in cases.items():
        weights = random.normal(size=values.shape)
        layer(case, values, out, out_gradient=weights, in_gradient=weights * derivative)


def loss():
    logits = random.normal(scale=3, size=(4, 5))
    logits[2] += 800  # overflows without the shift
    labels = np.array([0, 4, 2, 1])
    emit("loss", "logits", logits)
    emit("loss", "labels", labels)
    emit("loss", "loss", -log_softmax(logits, axis=1)[np.arange(4), labels].mean())
    emit("loss", "gradient", (softmax(logits, axis=1) - np.eye(5)[labels]) / 4)


def optimizers():
    start = random.normal(size=6)
    gradients = random.normal(size=(3, 6))
    rates = (0.1, 0.05, 0.2)
    rules = {"sgd": (0, False), "momentum": (0.9, False), "nesterov": (0.9, True)}
    emit("optimizers", "start", start)
    emit("optimizers", "gradients", gradients)
    emit("optimizers", "rates", rates)
    for case, (momentum, nesterov) in rules.items():
        p, v = start.copy(), np.zeros(6)
        for g, rate in zip(gradients, rates):
            v = momentum * v + g
            p = p - rate * (g + momentum * v if nesterov else v)
        emit(case, "end", p)
    p, m, v = start.copy(), np.zeros(6), np.zeros(6)
    for t, (g, rate) in enumerate(zip(gradients, rates), start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g**2
        p = p - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-3)
    emit("adam", "end", p)


print(f"# make_reference_golden.py, NumPy {np.__version__}, SciPy {scipy.__version__},"
      f" Python {sys.version.split()[0]}")
layers()
activations()
loss()
optimizers()
