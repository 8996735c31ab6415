# SPDX-License-Identifier: Apache-2.0
"""PyTorch as its tutorials use it. Arguments: eager or compile, then those of the protocol."""

import sys

import numpy as np
import torch
from torch import nn

import protocol
import workloads
from networks import NETWORKS

EVALUATION_BATCH = 256


class Net(nn.Module):
    def __init__(self, network):
        super().__init__()
        layers, channels = [], 1
        for filters in network.filters:
            layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
            channels = filters
        layers += [nn.MaxPool2d(network.pool), nn.Flatten()]
        width = network.pooled**2 * channels
        for units in network.hidden:
            layers += [nn.Linear(width, units), nn.ReLU()]
            width = units
        layers.append(nn.Linear(width, network.classes))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


def to_torch(network, arrays):
    """Canonical parameters in PyTorch's layouts: OIHW, (out, in), and flattened as (c, h, w)."""
    first_dense = 2 * len(network.filters)
    for k, array in enumerate(arrays):
        if array.ndim == 4:
            array = array.transpose(3, 2, 0, 1)
        elif k == first_dense:
            side = network.pooled
            array = array.reshape(side, side, -1, array.shape[1])
            array = array.transpose(3, 2, 0, 1).reshape(array.shape[3], -1)
        elif array.ndim == 2:
            array = array.T
        yield torch.from_numpy(np.ascontiguousarray(array))


class Torch:
    def __init__(self, args, data, compiled):
        network = NETWORKS[args.network]
        torch.set_num_threads(args.threads)
        self.images = torch.from_numpy(data.images.transpose(0, 3, 1, 2))
        self.labels = torch.from_numpy(data.labels.astype(np.int64))
        self.model = Net(network)
        with torch.no_grad():
            values = to_torch(network, network.parameters(args.data))
            for parameter, value in zip(self.model.parameters(), values):
                parameter.copy_(value)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=args.rate)
        self.net = torch.compile(self.model) if compiled else self.model

    def versions(self):
        return {"torch": torch.__version__, "python": sys.version.split()[0]}

    def train(self, data, schedule):
        def step(first, end):
            return self._update(self.images[first:end], self.labels[first:end])

        return workloads.timed(step, data, schedule)

    def forward(self, first, end):
        with torch.inference_mode():
            return self.net(self.images[first:end]).numpy()

    def warm_epoch(self, data):
        for size in {min(data.batch, data.train), data.train % data.batch} - {0}:
            self.loss(self.net(self.images[:size]), self.labels[:size]).backward()
        self.optimizer.zero_grad(set_to_none=True)
        held_out = len(self.labels) - data.train
        for size in {min(EVALUATION_BATCH, held_out), held_out % EVALUATION_BATCH} - {0}:
            self._evaluate(data.train, data.train + size)

    def epoch(self, data):
        total = 0.0
        order = torch.randperm(data.train)
        for chosen in order.split(data.batch):
            total += self._update(self.images[chosen], self.labels[chosen]) * len(chosen)
        return total / data.train, *self._evaluate(data.train, len(self.labels))

    def _update(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.net(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def _evaluate(self, first, end):
        loss, correct = 0.0, 0
        for start in range(first, end, EVALUATION_BATCH):
            y = self.labels[start : min(start + EVALUATION_BATCH, end)]
            logits = self.net(self.images[start : start + len(y)])
            loss += self.loss(logits, y).item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        return loss / (end - first), correct / (end - first)


def reason(message):
    """The first line, and what the C++ compiler has to say if it was that which failed."""
    lines = [line.strip() for line in message.strip().splitlines()]
    return "; ".join([lines[0]] + [line for line in lines[1:] if "error:" in line][:1])


def main():
    compiled = sys.argv.pop(1) == "compile"
    args = protocol.arguments()
    events = protocol.Events()
    data = protocol.Data(args, NETWORKS[args.network].side)
    try:
        workloads.run(Torch(args, data, compiled), args, data, events)
    except torch._dynamo.exc.TorchDynamoException as failure:
        events.unsupported("torch.compile: " + reason(str(failure)))


if __name__ == "__main__":
    main()
