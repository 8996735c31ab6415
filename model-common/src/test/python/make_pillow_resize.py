# SPDX-License-Identifier: Apache-2.0
"""Makes src/test/resources/io/twingraph/data/pillow-resize.bin: random images resized by Pillow.

Run in model-common with NumPy and Pillow 12.3.0 installed (Pillow 13.0.0 gives other bytes for some
sizes, because it picks the order of its two passes by their cost):
    python3 src/test/python/make_pillow_resize.py
Big-endian: number of cases; for each height, width, channels, new height, new width; then the
bytes before and after, row by row, channels last.
"""
import struct

import numpy as np
from PIL import Image

CASES = [  # height, width, channels, new height, new width
    (28, 28, 1, 8, 8), (28, 28, 1, 14, 14), (28, 28, 1, 32, 32), (28, 28, 1, 27, 29),
    (28, 28, 1, 1, 1), (28, 28, 1, 28, 8), (28, 28, 1, 8, 28), (28, 28, 1, 56, 7),
    (1, 1, 1, 5, 5), (7, 13, 1, 13, 7), (13, 7, 1, 3, 2), (32, 32, 3, 8, 8),
    (5, 9, 3, 11, 4), (2, 2, 1, 28, 28), (17, 1, 1, 4, 3), (30, 31, 1, 29, 30),
    (64, 48, 1, 9, 10), (9, 10, 3, 9, 23), (3, 3, 1, 2, 2), (40, 40, 1, 39, 1),
]


def pixels(rng, height, width, channels, i):
    if i % 3 == 0:  # black and white only: the hardest rounding
        return (rng.integers(0, 2, (height, width, channels)) * 255).astype(np.uint8)
    return rng.integers(0, 256, (height, width, channels), dtype=np.uint8)


def main():
    rng = np.random.default_rng(20260101)
    with open("src/test/resources/io/twingraph/data/pillow-resize.bin", "wb") as out:
        out.write(struct.pack(">i", len(CASES)))
        for i, (height, width, channels, new_height, new_width) in enumerate(CASES):
            before = pixels(rng, height, width, channels, i)
            image = Image.fromarray(before[:, :, 0] if channels == 1 else before)
            after = np.asarray(image.resize((new_width, new_height), Image.Resampling.BILINEAR))
            out.write(struct.pack(">5i", height, width, channels, new_height, new_width))
            out.write(before.tobytes())
            out.write(after.tobytes())


main()
