// SPDX-License-Identifier: Apache-2.0
/**
 * Running an engine in a process of its own.
 *
 * <p>The parent starts a JVM with the environment and arguments that the engine's provider asks
 * for, writes one {@link io.twingraph.app.worker.WorkerJob} as a line of JSON to its standard input
 * and keeps that open: when the parent dies, however it dies, the child reads the end of its input
 * and stops. The child answers with {@link io.twingraph.app.worker.WorkerEvent}s in {@link
 * io.twingraph.app.worker.Frames} on its standard output; what native libraries print there goes to
 * the worker's log, as does the standard error.
 */
package io.twingraph.app.worker;
