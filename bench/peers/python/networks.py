# SPDX-License-Identifier: Apache-2.0
"""The two networks: 3x3 convolutions with ReLU, max pooling, dense layers; and their parameters."""

import os
import sys
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Network:
    side: int
    pool: int
    hidden: tuple  # widths of the dense layers that have a ReLU
    filters: tuple = (32, 64)
    classes: int = 10

    @property
    def pooled(self):
        """Side of what goes into the first dense layer."""
        return (self.side - 2 * len(self.filters)) // self.pool

    def shapes(self):
        """Canonical order and layout: kernel (HWIO or in, out) then bias, layer by layer."""
        shapes, channels = [], 1
        for filters in self.filters:
            shapes += [(3, 3, channels, filters), (filters,)]
            channels = filters
        width = self.pooled**2 * channels
        for units in (*self.hidden, self.classes):
            shapes += [(width, units), (units,)]
            width = units
        return shapes

    def parameters(self, folder):
        flat = np.fromfile(os.path.join(folder, "parameters.f32"), "<f4")
        shapes = self.shapes()
        sizes = [int(np.prod(shape)) for shape in shapes]
        if len(flat) != sum(sizes):
            sys.exit(f"parameters.f32 has {len(flat)} values, the network {sum(sizes)}")
        parts = np.split(flat, np.cumsum(sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes)]


NETWORKS = {
    "matched": Network(side=28, pool=2, hidden=(1024,)),
    "article": Network(side=8, pool=1, hidden=()),
}
