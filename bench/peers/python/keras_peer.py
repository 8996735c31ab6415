# SPDX-License-Identifier: Apache-2.0
"""Keras on TensorFlow as its tutorials use it: compile and fit."""

import os
from time import perf_counter_ns

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

import protocol
import workloads
from networks import NETWORKS
from tf_threads import set_threads

EVALUATION_BATCH = 256


def build(network):
    stack = [keras.Input((network.side, network.side, 1))]
    stack += [layers.Conv2D(filters, 3, activation="relu") for filters in network.filters]
    stack += [layers.MaxPooling2D(network.pool), layers.Flatten()]
    stack += [layers.Dense(units, activation="relu") for units in network.hidden]
    return keras.Sequential([*stack, layers.Dense(network.classes)])


class Steps(keras.callbacks.Callback):
    """Times the steps of a fit from one end to the next and stops it where the schedule ends."""

    def __init__(self, schedule):
        super().__init__()
        self.schedule = schedule
        self.losses = []

    def on_train_batch_begin(self, batch, logs=None):
        if batch == 0:
            self.start, self.mean = perf_counter_ns(), 0.0

    def on_train_batch_end(self, batch, logs=None):
        # Keras tells the mean over the epoch so far; the batches are of one size.
        mean = float(logs["loss"])
        now = perf_counter_ns()
        self.losses.append(mean * (batch + 1) - self.mean * batch)
        self.mean = mean
        self.schedule.step((now - self.start) / 1e6)
        if self.schedule.finished():
            self.model.stop_training = True
        self.start = perf_counter_ns()


class Keras:
    def __init__(self, args, data):
        set_threads(args.threads)
        network = NETWORKS[args.network]
        self.images, self.labels = data.images, data.labels
        self.model = build(network)
        self.model.set_weights(network.parameters(args.data))
        self.model.compile(
            keras.optimizers.SGD(args.rate),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"] if args.workload == "epoch" else None,
        )

    def versions(self):
        return {"keras": keras.__version__, "tensorflow": tf.__version__}

    def train(self, data, schedule):
        steps = Steps(schedule)
        whole = data.batches * data.batch
        x, y = self.images[:whole], self.labels[:whole]
        while not schedule.finished():
            self.model.fit(x, y, data.batch, verbose=0, callbacks=[steps], shuffle=False)
        return steps.losses

    def forward(self, first, end):
        return self.model.predict_on_batch(self.images[first:end])

    def warm_epoch(self, data):
        weights = self.model.get_weights()
        self._fit(data, data.batch + data.train % data.batch, EVALUATION_BATCH + 1)
        self.model.set_weights(weights)

    def epoch(self, data):
        return self._fit(data, data.train, len(self.labels) - data.train)

    def _fit(self, data, train, held_out):
        first, end = data.train, data.train + held_out
        history = self.model.fit(
            self.images[: min(train, first)],
            self.labels[: min(train, first)],
            data.batch,
            epochs=1,
            shuffle=True,
            verbose=0,
            validation_data=(self.images[first:end], self.labels[first:end]),
            validation_batch_size=EVALUATION_BATCH,
        ).history
        return tuple(history[k][0] for k in ("loss", "val_loss", "val_accuracy"))


def main():
    args = protocol.arguments()
    data = protocol.Data(args, NETWORKS[args.network].side)
    workloads.run(Keras(args, data), args, data, protocol.Events())


main()
