// SPDX-License-Identifier: Apache-2.0
/**
 * The experiment on libtorch: eager operations and autograd, through the Bytedeco pytorch presets.
 *
 * <p>What counts here, in this order: the canonical meaning, never libtorch's default; every native
 * object given back when the call that made it ends; speed without asking for it.
 *
 * <p>Each file has its mirror image in {@code io.twingraph.tf}. Only {@link
 * io.twingraph.torch.TorchEngineProvider} is public; programs use it through {@link
 * io.twingraph.engine.Engines}.
 */
package io.twingraph.torch;
