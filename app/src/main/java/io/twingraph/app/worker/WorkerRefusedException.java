// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

/** A worker cannot do its job for a reason that is not its engine's. */
public final class WorkerRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final WorkerEvent.Reason reason;

  WorkerRefusedException(WorkerEvent.Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public WorkerEvent.Reason reason() {
    return reason;
  }
}
