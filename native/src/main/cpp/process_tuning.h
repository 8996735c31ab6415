// SPDX-License-Identifier: Apache-2.0
//
// What must be said to a process before it loads libtorch or TensorFlow, when there is no chance to
// say it before the process starts (see docs/architecture.md, "A run").

#ifndef TWINGRAPH_PROCESS_TUNING_H
#define TWINGRAPH_PROCESS_TUNING_H

namespace twingraph {

/// Sets an environment variable of this process where it has none. The C environment is meant, which
/// native libraries read when they load; Java keeps its own copy from the start of the JVM.
/// Returns 1 if the variable was set, 0 if it had a value already, -1 if the system refused.
int set_if_absent(const char* name, const char* value);

/// The value of an environment variable in the C environment, or an empty string.
const char* current_value(const char* name);

/// Keeps large blocks inside the heap and the heap's end where it is, so that a gradient of some ten
/// megabytes is not mapped and unmapped (and its pages cleared) at every step. glibc only.
/// Returns the number of settings that took effect: 3 with glibc, 0 elsewhere.
int keep_large_blocks();

/// Gives back to the system what the heap holds and does not use. Returns 1 if anything was given.
int release_free_memory();

/// Holds back what this process writes to its standard error, in a temporary file, until
/// restore_errors. Returns 1 if it does, 0 if the system refused or if it does already.
int hold_errors();

/// Ends hold_errors. Returns what was written in between, valid until the next call.
const char* restore_errors();

}  // namespace twingraph

#endif  // TWINGRAPH_PROCESS_TUNING_H
