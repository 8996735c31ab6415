# SPDX-License-Identifier: Apache-2.0
"""Runs the workload that the arguments ask for on a peer and reports it.

A peer has
    train(data, schedule)        -> losses; tells the schedule of each step
    forward(first, end)          -> logits of these samples, in host memory
    warm_epoch(data)             -> nothing; traces what an epoch runs, and leaves the parameters alone
    epoch(data)                  -> (training loss, validation loss, validation accuracy)
    versions()                   -> {package: version}
    details()                    -> what else to report once it is done; not every peer has it
"""

from time import perf_counter_ns


class Schedule:
    """A warm-up of so many steps and seconds, whichever takes longer; then measured steps."""

    def __init__(self, warmup, seconds, steps, stepped):
        self._warmup, self._steps, self._stepped = warmup, steps, stepped
        self._nanos = seconds * 1e9
        self._done, self._start = 0, None
        self._warm = warmup == 0
        self.millis = []

    def finished(self):
        return self._warm and len(self.millis) >= self._steps

    def step(self, millis):
        """Told after each step how long it took."""
        if self._warm:
            self.millis.append(millis)
        else:
            now = perf_counter_ns()
            self._done += 1
            self._start = self._start or now
            self._warm = self._done >= self._warmup and now - self._start >= self._nanos
        self._stepped()


def timed(step, data, schedule):
    """Runs step(first, end) on one batch after another; returns the results."""
    results = []
    while not schedule.finished():
        first, end = data.bounds(len(results))
        start = perf_counter_ns()
        results.append(step(first, end))
        schedule.step((perf_counter_ns() - start) / 1e6)
    return results


def run(peer, args, data, events):
    values = {"versions": peer.versions(), "threads": args.threads}
    if args.workload == "train":
        schedule = Schedule(args.warmup, args.warmup_seconds, args.steps, events.first_step)
        losses = peer.train(data, schedule)
        values.update(losses=losses[:10], millis=schedule.millis)
    elif args.workload == "forward":
        values.update(_forward(peer, args, data, events))
    else:
        values.update(_epoch(peer, args, data, events))
    if hasattr(peer, "details"):
        values.update(peer.details())
    events.result(**values)


def _forward(peer, args, data, events):
    kept = []

    def step(first, end):
        logits = peer.forward(first, end)
        if not kept:
            kept.append(logits[0].tolist())

    schedule = Schedule(args.warmup, args.warmup_seconds, args.steps, events.first_step)
    timed(step, data, schedule)
    return {"logits": kept[0][:10], "millis": schedule.millis}


def _epoch(peer, args, data, events):
    losses = peer.train(data, Schedule(args.warmup, args.warmup_seconds, 0, events.first_step))
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
