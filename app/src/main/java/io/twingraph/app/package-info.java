// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code twingraph}.
 *
 * <p>Priorities: what is printed can be acted on; an exit code means one thing ({@link
 * io.twingraph.app.ExitCode}); a native crash of one engine costs that engine's run and nothing
 * else; a folder of results is whole or is not called one.
 */
package io.twingraph.app;
