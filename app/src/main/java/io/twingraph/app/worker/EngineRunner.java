// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.run.EngineRun;
import io.twingraph.run.TrainingListener;

/** Does a training job somewhere. */
public interface EngineRunner {

  /**
   * Trains. An engine that cannot be had, fails or crashes gives a run with {@link
   * EngineRun#problem} and whatever was heard before.
   *
   * @throws WorkerRefusedException if the experiment or the data does not allow any run, on this
   *     engine or another
   * @throws InterruptedException if the user stopped it
   */
  EngineRun run(WorkerJob job, TrainingListener listener) throws InterruptedException;
}
