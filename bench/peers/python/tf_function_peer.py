# SPDX-License-Identifier: Apache-2.0
"""TensorFlow without Keras: a traced train step, fed with NumPy batches."""

import sys

import numpy as np
import tensorflow as tf

import protocol
import workloads
from networks import NETWORKS
from tf_threads import set_threads

EVALUATION_BATCH = 256


class TfFunction:
    def __init__(self, args, data):
        set_threads(args.threads)
        self.images, self.labels = data.images, data.labels
        self.network = NETWORKS[args.network]
        self.rate = args.rate
        self.parameters = [tf.Variable(p) for p in self.network.parameters(args.data)]

    def versions(self):
        return {"tensorflow": tf.__version__, "numpy": np.__version__}

    def train(self, data, schedule):
        def step(first, end):
            x, y = tf.constant(self.images[first:end]), tf.constant(self.labels[first:end])
            return self._update(x, y).numpy().item()

        return workloads.timed(step, data, schedule)

    def forward(self, first, end):
        return self._predict(tf.constant(self.images[first:end])).numpy()

    def warm_epoch(self, data):
        for size in {min(data.batch, data.train), data.train % data.batch} - {0}:
            self._update.get_concrete_function(*self._specs(size))
        held_out = len(self.labels) - data.train
        for size in {min(EVALUATION_BATCH, held_out), held_out % EVALUATION_BATCH} - {0}:
            self._evaluate(data.train, data.train + size)

    def _specs(self, size):
        return (
            tf.TensorSpec((size, *self.images.shape[1:]), tf.float32),
            tf.TensorSpec((size,), tf.int32),
        )

    def epoch(self, data):
        total = 0.0
        order = np.random.default_rng().permutation(data.train)
        for start in range(0, data.train, data.batch):
            chosen = order[start : start + data.batch]
            x, y = tf.constant(self.images[chosen]), tf.constant(self.labels[chosen])
            total += self._update(x, y).numpy().item() * len(chosen)
        return total / data.train, *self._evaluate(data.train, len(self.labels))

    def _evaluate(self, first, end):
        loss, correct = 0.0, 0
        for start in range(first, end, EVALUATION_BATCH):
            stop = min(start + EVALUATION_BATCH, end)
            sums = self._score(
                tf.constant(self.images[start:stop]), tf.constant(self.labels[start:stop])
            )
            loss += sums[0].numpy().item()
            correct += sums[1].numpy().item()
        return loss / (end - first), correct / (end - first)

    @tf.function
    def _update(self, x, y):
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, self._logits(x))
            loss = tf.reduce_mean(losses)
        for parameter, gradient in zip(self.parameters, tape.gradient(loss, self.parameters)):
            parameter.assign_sub(self.rate * gradient)
        return loss

    @tf.function
    def _predict(self, x):
        return self._logits(x)

    @tf.function
    def _score(self, x, y):
        logits = self._logits(x)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
        hits = tf.equal(tf.argmax(logits, 1, tf.int32), y)
        return tf.reduce_sum(losses), tf.reduce_sum(tf.cast(hits, tf.int32))

    def _logits(self, x):
        parameters = iter(self.parameters)
        for _ in self.network.filters:
            x = tf.nn.conv2d(x, next(parameters), 1, "VALID")
            x = tf.nn.relu(tf.nn.bias_add(x, next(parameters)))
        x = tf.nn.max_pool2d(x, self.network.pool, self.network.pool, "VALID")
        x = tf.reshape(x, (-1, self.parameters[2 * len(self.network.filters)].shape[0]))
        for _ in self.network.hidden:
            x = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, next(parameters)), next(parameters)))
        return tf.nn.bias_add(tf.matmul(x, next(parameters)), next(parameters))


def main():
    args = protocol.arguments()
    data = protocol.Data(args, NETWORKS[args.network].side)
    workloads.run(TfFunction(args, data), args, data, protocol.Events())


main()
