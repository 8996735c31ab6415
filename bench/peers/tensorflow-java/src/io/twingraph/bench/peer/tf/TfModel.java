// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.tf;

import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerRun;
import io.twingraph.bench.peer.Samples;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The network as a graph, and the session that trains it. */
final class TfModel implements Peer.Model {
  private static final int CLASSES = 10;

  private final int side;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Variable<TFloat32>> variables = new ArrayList<>();
  private final Placeholder<TFloat32> images;
  private final Placeholder<TInt32> labels;
  private final Operand<TFloat32> logits;
  private final Operand<TFloat32> loss;
  private final Op minimize;
  private final Session session;

  TfModel(PeerRun run, List<Parameter> initial) {
    side = run.side();
    images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, side, side, 1)));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    for (Parameter parameter : initial) {
      variables.add(tf.variable(Shape.of(parameter.shape()), TFloat32.class));
    }
    logits = forward(run.pool());
    loss = loss();
    minimize = new GradientDescent(graph, run.rate()).minimize(loss);
    ConfigProto threads =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(run.threads())
            .setInterOpParallelismThreads(run.threads())
            .build();
    session = assign(initial, threads);
  }

  /** The C API has no gradient of the sparse kind, so that the labels become rows of 0 and 1. */
  private Operand<TFloat32> loss() {
    Operand<TFloat32> rows =
        tf.oneHot(labels, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f));
    return tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, rows).loss(), tf.constant(0));
  }

  private Session assign(List<Parameter> initial, ConfigProto config) {
    List<Placeholder<TFloat32>> values = new ArrayList<>();
    List<Op> assignments = new ArrayList<>();
    for (Variable<TFloat32> variable : variables) {
      Placeholder<TFloat32> value = tf.placeholder(TFloat32.class);
      values.add(value);
      assignments.add(tf.assign(variable, value));
    }
    Session made = new Session(graph, config);
    for (int i = 0; i < initial.size(); i++) {
      Parameter parameter = initial.get(i);
      try (TFloat32 value =
          TFloat32.tensorOf(
              Shape.of(parameter.shape()), DataBuffers.of(parameter.values(), true, false))) {
        made.runner().feed(values.get(i), value).addTarget(assignments.get(i)).run().close();
      }
    }
    return made;
  }

  private Operand<TFloat32> forward(long pool) {
    Iterator<Variable<TFloat32>> next = variables.iterator();
    Operand<TFloat32> x = conv(images, next.next(), next.next());
    x = conv(x, next.next(), next.next());
    Operand<TInt32> window = tf.constant(new int[] {1, (int) pool, (int) pool, 1});
    x = tf.nn.maxPool(x, window, window, "VALID");
    x = tf.reshape(x, tf.constant(new long[] {-1, variables.get(4).shape().get(0)}));
    while (true) {
      x = tf.nn.biasAdd(tf.linalg.matMul(x, next.next()), next.next());
      if (!next.hasNext()) {
        return x;
      }
      x = tf.nn.relu(x);
    }
  }

  private Operand<TFloat32> conv(
      Operand<TFloat32> x, Variable<TFloat32> kernel, Variable<TFloat32> bias) {
    List<Long> strides = List.of(1L, 1L, 1L, 1L);
    return tf.nn.relu(tf.nn.biasAdd(tf.nn.conv2d(x, kernel, strides, "VALID"), bias));
  }

  @Override
  public float train(Samples batch) {
    try (TFloat32 imageTensor = images(batch);
        TInt32 labelTensor = TInt32.vectorOf(batch.labels());
        Result result =
            session
                .runner()
                .feed(images, imageTensor)
                .feed(labels, labelTensor)
                .addTarget(minimize)
                .fetch(loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public float[] predict(Samples batch) {
    try (TFloat32 imageTensor = images(batch);
        Result result = session.runner().feed(images, imageTensor).fetch(logits).run()) {
      return host((TFloat32) result.get(0));
    }
  }

  @Override
  public Peer.Evaluation evaluate(Samples batch) {
    try (TFloat32 imageTensor = images(batch);
        TInt32 labelTensor = TInt32.vectorOf(batch.labels());
        Result result =
            session
                .runner()
                .feed(images, imageTensor)
                .feed(labels, labelTensor)
                .fetch(loss)
                .fetch(logits)
                .run()) {
      float mean = ((TFloat32) result.get(0)).getFloat();
      return Peer.Evaluation.of(batch, mean, host((TFloat32) result.get(1)));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private TFloat32 images(Samples batch) {
    Shape shape = Shape.of(batch.size(), side, side, 1);
    return TFloat32.tensorOf(shape, DataBuffers.of(batch.images()));
  }

  private static float[] host(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
