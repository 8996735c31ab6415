// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.twingraph.bench.peer.Epoch;
import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerRun;
import io.twingraph.bench.peer.Samples;
import java.util.Iterator;
import java.util.List;

/** A block and its trainer; each step as in DJL's {@code EasyTrain}, without its metrics. */
final class DjlModel implements Peer.Model {
  private final int side;
  private final Model model;
  private final Trainer trainer;

  DjlModel(PeerRun run, List<Parameter> initial) {
    side = run.side();
    model = Model.newInstance("network", Device.cpu());
    model.setBlock(block(run));
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(run.rate())).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(sgd)
                .optDevices(new Device[] {Device.cpu()}));
    Iterator<Parameter> next = initial.iterator();
    for (ai.djl.nn.Parameter parameter : model.getBlock().getParameters().values()) {
      float[] values = next.next().values();
      parameter.setInitializer((manager, shape, type) -> manager.create(values, shape));
    }
    trainer.initialize(new Shape(1, 1, side, side));
  }

  private static Block block(PeerRun run) {
    Shape window = new Shape(run.pool(), run.pool());
    SequentialBlock block =
        new SequentialBlock()
            .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(32).build())
            .add(Activation.reluBlock())
            .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(64).build())
            .add(Activation.reluBlock())
            .add(Pool.maxPool2dBlock(window, window))
            .add(Blocks.batchFlattenBlock());
    if (run.matched()) {
      block.add(Linear.builder().setUnits(1024).build()).add(Activation.reluBlock());
    }
    return block.add(Linear.builder().setUnits(10).build());
  }

  @Override
  public float train(Samples batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      return train(images(manager, batch), manager.create(batch.labels()));
    }
  }

  private float train(NDArray images, NDArray labels) {
    float value;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList labelList = new NDList(labels);
      NDList predictions = trainer.forward(new NDList(images), labelList);
      NDArray loss = trainer.getLoss().evaluate(labelList, predictions);
      collector.backward(loss);
      value = loss.getFloat();
    }
    trainer.step();
    return value;
  }

  @Override
  public float[] predict(Samples batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      return trainer.evaluate(new NDList(images(manager, batch))).head().toFloatArray();
    }
  }

  @Override
  public Peer.Evaluation evaluate(Samples batch) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      return evaluate(images(manager, batch), manager.create(batch.labels()));
    }
  }

  private Peer.Evaluation evaluate(NDArray images, NDArray labels) {
    NDList predictions = trainer.evaluate(new NDList(images));
    float loss = trainer.getLoss().evaluate(new NDList(labels), predictions).getFloat();
    NDArray classes = predictions.head().argMax(1).toType(DataType.INT32, false);
    return new Peer.Evaluation(loss, (int) classes.eq(labels).countNonzero().getLong());
  }

  /** DJL's own data sets, which gather a batch by one indexing operation. */
  @Override
  public Epoch epoch(PeerRun run, Samples all) throws Exception {
    double trainLoss = 0;
    double loss = 0;
    long correct = 0;
    try (NDManager manager = trainer.getManager().newSubManager()) {
      ArrayDataset training = dataset(manager, all.slice(0, run.train()), run.batch(), true);
      for (Batch batch : trainer.iterateDataset(training)) {
        trainLoss += train(batch.getData().head(), batch.getLabels().head()) * batch.getSize();
        batch.close();
      }
      Samples others = all.slice(run.train(), run.validation());
      ArrayDataset validation = dataset(manager, others, PeerRun.EVALUATION_BATCH, false);
      for (Batch batch : trainer.iterateDataset(validation)) {
        Peer.Evaluation part = evaluate(batch.getData().head(), batch.getLabels().head());
        loss += part.loss() * batch.getSize();
        correct += part.correct();
        batch.close();
      }
    }
    double count = run.validation();
    return new Epoch(trainLoss / run.train(), loss / count, correct / count);
  }

  private ArrayDataset dataset(NDManager manager, Samples samples, int batch, boolean shuffled) {
    return new ArrayDataset.Builder()
        .setData(images(manager, samples))
        .optLabels(manager.create(samples.labels()))
        .setSampling(batch, shuffled, false)
        .build();
  }

  /** One channel, so that NHWC is NCHW. */
  private NDArray images(NDManager manager, Samples batch) {
    Shape shape = new Shape(batch.size(), 1, side, side);
    return manager.create(batch.images(), shape, DataType.FLOAT32);
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
