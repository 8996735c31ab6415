// SPDX-License-Identifier: Apache-2.0
/**
 * The subcommands: options in, work done by the other packages, an exit code out. Every command
 * prints through a {@link io.twingraph.app.terminal.Terminal}.
 */
package io.twingraph.app.command;
