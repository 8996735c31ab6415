# SPDX-License-Identifier: Apache-2.0
"""Runs the workload that the arguments ask for on a peer and reports it.

A peer has
    train(data, count, stepped)  -> (losses, milliseconds) of that many steps
    forward(first, end)          -> logits of these samples, in host memory
    warm_epoch(data)             -> nothing; traces what an epoch runs, and leaves the parameters alone
    epoch(data)                  -> (training loss, validation loss, validation accuracy)
    versions()                   -> {package: version}
"""

from time import perf_counter_ns


def timed(step, data, count, stepped):
    """Runs step(first, end) on one batch after another; returns results and milliseconds."""
    results, millis = [], []
    for k in range(count):
        first, end = data.bounds(k)
        start = perf_counter_ns()
        result = step(first, end)
        millis.append((perf_counter_ns() - start) / 1e6)
        results.append(result)
        stepped()
    return results, millis


def run(peer, args, data, events):
    values = {"versions": peer.versions(), "threads": args.threads}
    if args.workload == "train":
        losses, millis = peer.train(data, args.warmup + args.steps, events.first_step)
        values.update(losses=losses[:10], millis=millis[args.warmup :])
    elif args.workload == "forward":
        values.update(_forward(peer, args, data, events))
    else:
        values.update(_epoch(peer, args, data, events))
    events.result(**values)


def _forward(peer, args, data, events):
    kept = []

    def step(first, end):
        logits = peer.forward(first, end)
        if not kept:
            kept.append(logits[0].tolist())

    _, millis = timed(step, data, args.warmup + args.steps, events.first_step)
    return {"logits": kept[0][:10], "millis": millis[args.warmup :]}


def _epoch(peer, args, data, events):
    losses, _ = peer.train(data, args.warmup, events.first_step)
    peer.warm_epoch(data)
    start = perf_counter_ns()
    train_loss, loss, accuracy = peer.epoch(data)
    millis = (perf_counter_ns() - start) / 1e6
    events.first_step()
    return {
        "losses": losses[:10],
        "millis": [millis],
        "trainLoss": train_loss,
        "validationLoss": loss,
        "validationAccuracy": accuracy,
    }
