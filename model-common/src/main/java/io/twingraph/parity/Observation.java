// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;

/**
 * All that one engine did in one step.
 *
 * @param batchHash SHA-256 of the batch that it was handed
 * @param before its parameters before the step
 * @param stateBefore its optimizer's state before the step
 * @param trace everything computed before the update
 * @param result what the training step itself reported, which is another pass than the trace
 * @param updated its parameters after the step
 * @param state its optimizer's state after the step
 */
record Observation(
    String batchHash,
    TensorMap before,
    OptimizerState stateBefore,
    Trace trace,
    StepResult result,
    TensorMap updated,
    OptimizerState state) {}
