# SPDX-License-Identifier: Apache-2.0
"""PyTorch on an NVIDIA GPU. Arguments: eager or graphs, then those of the protocol."""

import sys
from collections import deque
from statistics import median

import numpy as np
import torch
from torch import nn

import protocol
import workloads
from networks import NETWORKS
from torch_peer import Net, to_torch

WARM_UP = 3


class Eager:
    """As the tutorials write it: pinned batches, copied while the GPU works on what came before."""

    def __init__(self, args, data):
        network = NETWORKS[args.network]
        self.device = torch.device(args.device)
        torch.cuda.set_device(self.device)
        torch.set_num_threads(args.threads)
        # The same arithmetic as Twingraph's: float32 all the way, no TF32.
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.benchmark = True
        self.images = torch.from_numpy(data.images.transpose(0, 3, 1, 2)).contiguous().pin_memory()
        self.labels = torch.from_numpy(data.labels.astype(np.int64)).pin_memory()
        self.model = Net(network)
        with torch.no_grad():
            values = to_torch(network, network.parameters(args.data))
            for parameter, value in zip(self.model.parameters(), values):
                parameter.copy_(value)
        self.model.to(self.device)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=args.rate)
        self.begun, self.ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        self.gpu_millis = deque(maxlen=256)

    def clocked(self, loss):
        """The loss in host memory, and with it the step's time on the GPU."""
        self.ended.record()
        value = loss.item()
        self.gpu_millis.append(self.begun.elapsed_time(self.ended))
        return value

    def details(self):
        return {"gpuMillis": median(self.gpu_millis)} if self.gpu_millis else {}

    def versions(self):
        return {
            "torch": torch.__version__,
            "cuda": torch.version.cuda,
            "cudnn": str(torch.backends.cudnn.version()),
            "python": sys.version.split()[0],
            "device": torch.cuda.get_device_name(self.device),
        }

    def train(self, data, schedule):
        return workloads.timed(self.step, data, schedule)

    def step(self, first, end):
        self.begun.record()
        x = self.images[first:end].to(self.device, non_blocking=True)
        y = self.labels[first:end].to(self.device, non_blocking=True)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return self.clocked(loss)

    def forward(self, first, end):
        with torch.inference_mode():
            x = self.images[first:end].to(self.device, non_blocking=True)
            return self.model(x).cpu().numpy()


class Graphs(Eager):
    """The whole step captured once as a CUDA graph and replayed, as PyTorch's notes on CUDA do it."""

    def __init__(self, args, data):
        super().__init__(args, data)
        self.x = self.images[: args.batch].to(self.device)
        self.y = self.labels[: args.batch].to(self.device)
        start = [parameter.detach().clone() for parameter in self.model.parameters()]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP):
                self.optimizer.zero_grad(set_to_none=True)
                self.loss(self.model(self.x), self.y).backward()
                self.optimizer.step()
        torch.cuda.current_stream().wait_stream(stream)
        self.optimizer.zero_grad(set_to_none=True)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.captured = self.loss(self.model(self.x), self.y)
            self.captured.backward()
            self.optimizer.step()
        with torch.no_grad():
            for parameter, value in zip(self.model.parameters(), start):
                parameter.copy_(value)

    def step(self, first, end):
        self.begun.record()
        self.x.copy_(self.images[first:end], non_blocking=True)
        self.y.copy_(self.labels[first:end], non_blocking=True)
        self.graph.replay()
        return self.clocked(self.captured)


def main():
    graphs = sys.argv.pop(1) == "graphs"
    args = protocol.arguments()
    events = protocol.Events()
    if not args.device.startswith("cuda"):
        sys.exit(f"this program is for CUDA, but --device is {args.device}")
    data = protocol.Data(args, NETWORKS[args.network].side)
    workloads.run((Graphs if graphs else Eager)(args, data), args, data, events)


if __name__ == "__main__":
    main()
