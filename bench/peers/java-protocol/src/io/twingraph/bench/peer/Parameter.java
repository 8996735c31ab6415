// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** A kernel or bias with its initial value. */
public record Parameter(long[] shape, float[] values) {
  private static final int CHANNELS = 64;

  /** In the stored order and layout: conv kernels HWIO, dense kernels (in, out). */
  static List<Parameter> canonical(PeerRun run, FloatBuffer stored) {
    long features = run.matched() ? 9216 : 1024;
    List<Parameter> parameters = new ArrayList<>();
    add(parameters, stored, 3, 3, 1, 32);
    add(parameters, stored, 3, 3, 32, CHANNELS);
    if (run.matched()) {
      add(parameters, stored, features, 1024);
    }
    add(parameters, stored, 1024, 10);
    if (stored.hasRemaining()) {
      throw new IllegalArgumentException("parameters.f32 has " + stored.remaining() + " too many");
    }
    return parameters;
  }

  /**
   * As PyTorch's modules have them: conv kernels OIHW; dense kernels (out, in), the inputs of the
   * first one in the order (c, h, w).
   */
  public static List<Parameter> asTorchModules(List<Parameter> canonical) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter parameter : canonical) {
      long[] shape = parameter.shape;
      if (shape.length == 4) {
        long[] order = {shape[3], shape[2], shape[0], shape[1]};
        parameters.add(parameter.transposed((int) (shape[0] * shape[1]), order));
      } else if (shape.length == 2) {
        boolean first = parameters.size() == 4;
        int area = first ? (int) shape[0] / CHANNELS : 1;
        parameters.add(parameter.transposed(area, shape[1], shape[0]));
      } else {
        parameters.add(parameter);
      }
    }
    return parameters;
  }

  /** From (area, in, out) to (out, in, area). */
  private Parameter transposed(int area, long... order) {
    int outputs = (int) order[0];
    int inputs = values.length / area / outputs;
    float[] turned = new float[values.length];
    int next = 0;
    for (int out = 0; out < outputs; out++) {
      for (int in = 0; in < inputs; in++) {
        for (int a = 0; a < area; a++) {
          turned[next++] = values[(a * inputs + in) * outputs + out];
        }
      }
    }
    return new Parameter(order, turned);
  }

  private static void add(List<Parameter> parameters, FloatBuffer stored, long... shape) {
    for (long[] part : List.of(shape, new long[] {shape[shape.length - 1]})) {
      int size = 1;
      for (long axis : part) {
        size *= (int) axis;
      }
      float[] values = new float[size];
      stored.get(values);
      parameters.add(new Parameter(part, values));
    }
  }
}
