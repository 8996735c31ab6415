// SPDX-License-Identifier: Apache-2.0
/** The project's own C++ and what it does for a process. */
package io.twingraph.nativelib;
