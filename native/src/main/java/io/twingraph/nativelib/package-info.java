// SPDX-License-Identifier: Apache-2.0
/**
 * The project's own C++ and what it does for a process. The C++ is built where a compiler is at
 * hand; without it {@link io.twingraph.nativelib.NativeParts#available} says so and everything else
 * works.
 */
package io.twingraph.nativelib;
