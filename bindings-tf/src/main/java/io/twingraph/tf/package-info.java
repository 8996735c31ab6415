// SPDX-License-Identifier: Apache-2.0
/** The experiment on TensorFlow's C API. */
package io.twingraph.tf;
