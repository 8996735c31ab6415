# SPDX-License-Identifier: Apache-2.0
"""The benchmark's protocol: arguments, the data folder, and events on stdout (events.py)."""

import argparse
import os
import sys

import numpy as np

from events import Events  # noqa: F401 - programs take it from here


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", choices=["train", "forward", "epoch"], required=True)
    parser.add_argument("--network", choices=["matched", "article"], required=True)
    for name in ["batch", "warmup", "steps", "threads", "train", "validation"]:
        parser.add_argument("--" + name, type=int, required=True)
    for name in ["warmup-seconds", "rate"]:
        parser.add_argument("--" + name, type=float, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


class Data:
    """The samples that a workload touches, and no others, in host memory."""

    def __init__(self, args, side):
        self.batch = args.batch
        self.train = args.train
        if args.workload == "epoch":
            count = args.train + args.validation
        else:
            count = args.train // args.batch * args.batch
        images = os.path.join(args.data, "images.f32")
        labels = os.path.join(args.data, "labels.i32")
        self.images = np.fromfile(images, "<f4", count * side * side)
        self.images = self.images.reshape(-1, side, side, 1)
        self.labels = np.fromfile(labels, "<i4", count)
        if not len(self.images) == len(self.labels) == count:
            sys.exit(f"{args.data} has {len(self.labels)} samples, but {count} are needed")
        self.batches = min(args.train, count) // args.batch

    def bounds(self, step):
        """First sample and end of the batch of a step, counted from 0."""
        first = step % self.batches * self.batch
        return first, first + self.batch
