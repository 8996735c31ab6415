# SPDX-License-Identifier: Apache-2.0
"""TensorFlow's two thread pools."""

import os

import tensorflow as tf


def set_threads(count):
    """Leaves TensorFlow's default, a thread for each processor, unless that is another number."""
    if count != len(os.sched_getaffinity(0)):
        tf.config.threading.set_intra_op_parallelism_threads(count)
        tf.config.threading.set_inter_op_parallelism_threads(count)
