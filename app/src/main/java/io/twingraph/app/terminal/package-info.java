// SPDX-License-Identifier: Apache-2.0
/** What a person sees: the two streams, and the progress of a run. */
package io.twingraph.app.terminal;
