// SPDX-License-Identifier: Apache-2.0
/**
 * The experiment on TensorFlow's C API ({@code org.tensorflow.internal.c_api}); nothing of
 * TensorFlow's high-level Java API.
 *
 * <p>Priorities, in this order:
 *
 * <ol>
 *   <li><b>The canonical meaning</b>, also where TensorFlow's own default differs. {@code
 *       TfDefaultsTest} shows each such default; {@code TfLowering} and {@code TfOptimizer} say how
 *       it is avoided.
 *   <li><b>Nothing leaks.</b> Every native object has one owner that closes it: a session owns its
 *       graph, its native session and the arrays of its calls. Operations and values are borrowed
 *       from the graph. Closing an engine checks the balance.
 *   <li><b>Speed.</b> A step is one graph and one native call, with the batch's memory as it is.
 * </ol>
 *
 * <p>The way of a step: {@code TfSession} checks the batch, {@code TfTensors} wraps it, {@code
 * TfCall} runs the prepared feeds, fetches and targets, {@code TfErrors} turns a status into an
 * exception, {@code TfResults} owns what came back.
 *
 * <p>Threads: an engine and its sessions are used by one thread at a time; closing a session while
 * another thread runs it waits for the run.
 */
package io.twingraph.tf;
