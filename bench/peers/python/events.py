# SPDX-License-Identifier: Apache-2.0
"""What a program tells the harness, and how it hears that the harness is gone."""

import json
import os
import threading

ORPHAN = 4


class Events:
    """What the harness reads; everything else on stdout it ignores."""

    def __init__(self):
        self._stepped = False
        self._answered = False
        self._input_ended = threading.Event()
        threading.Thread(target=self._end_with_the_harness, daemon=True).start()

    def first_step(self):
        """Told after every step; says it once."""
        if not self._stepped:
            self._stepped = True
            self._say(event="first-step")

    def result(self, **values):
        """Says it and waits for the harness, which reads this process's memory meanwhile."""
        self._answered = True
        self._say(event="result", **values)
        self._input_ended.wait()

    def unsupported(self, reason):
        self._answered = True
        self._say(event="unsupported", reason=reason)

    def _end_with_the_harness(self):
        """The input ends when the harness has what it wants, or is gone, however it went."""
        try:
            # Not sys.stdin, whose lock this thread would still hold when the interpreter ends.
            while os.read(0, 4096):
                pass
        except OSError:
            pass  # nobody is at the other end
        if not self._answered:
            os._exit(ORPHAN)
        self._input_ended.set()

    @staticmethod
    def _say(**event):
        print(json.dumps(event), flush=True)
