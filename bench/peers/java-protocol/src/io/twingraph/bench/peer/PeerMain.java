// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The peer protocol: reads the arguments and the data, times the steps, writes the result. */
public final class PeerMain {
  private static final int FIRST = 10;

  /** The status of a peer whose harness is gone. */
  private static final int ORPHAN = 4;

  private static final CountDownLatch INPUT_ENDED = new CountDownLatch(1);
  private static volatile boolean answered;

  private PeerMain() {}

  /**
   * Runs a peer to its end. With the one argument {@code --load} only its library is loaded, which
   * unpacks its natives.
   */
  public static void run(Peer peer, String[] arguments) throws Exception {
    if (arguments.length == 1 && arguments[0].equals("--load")) {
      System.out.println(versions(peer.load(1)));
      return;
    }
    Thread watch = new Thread(PeerMain::endWithTheHarness, "harness-watch");
    watch.setDaemon(true);
    watch.start();
    PeerRun run = PeerRun.parse(arguments);
    Map<String, String> versions = peer.load(run.threads());
    List<Parameter> parameters = Parameter.canonical(run, Samples.parameters(run));
    Samples samples = Samples.read(run);
    try (Peer.Model model = peer.open(run, parameters)) {
      String measured = measure(run, samples, model);
      answered = true;
      System.out.printf(
          "{\"event\":\"result\",\"versions\":%s,\"threads\":%d,%s}%n",
          versions(versions), run.threads(), measured);
      System.out.flush();
      INPUT_ENDED.await(); // the harness reads this process's memory meanwhile
    }
    System.exit(0); // some libraries leave threads behind
  }

  private static String measure(PeerRun run, Samples samples, Peer.Model model) throws Exception {
    boolean forward = run.workload().equals("forward");
    Schedule schedule = new Schedule(run);
    List<Double> losses = new ArrayList<>();
    List<Double> logits = new ArrayList<>();
    for (int k = 0; !schedule.finished(); k++) {
      int from = k % (run.train() / run.batch()) * run.batch();
      Samples batch = samples.slice(from, run.batch());
      long start = System.nanoTime();
      float[] values = forward ? model.predict(batch) : new float[] {model.train(batch)};
      double spent = (System.nanoTime() - start) / 1e6;
      if (k == 0) {
        System.out.println("{\"event\":\"first-step\"}");
        System.out.flush();
        for (float value : Arrays.copyOf(values, Math.min(FIRST, values.length))) {
          logits.add((double) value);
        }
      }
      schedule.step(spent);
      if (losses.size() < FIRST) {
        losses.add((double) values[0]);
      }
    }
    if (run.workload().equals("epoch")) {
      return epoch(run, samples, model);
    }
    String first = forward ? ",\"logits\":" + array(logits) : ",\"losses\":" + array(losses);
    return "\"millis\":" + array(schedule.millis()) + first;
  }

  private static String epoch(PeerRun run, Samples samples, Peer.Model model) throws Exception {
    long start = System.nanoTime();
    Epoch epoch = model.epoch(run, samples);
    double millis = (System.nanoTime() - start) / 1e6;
    return String.format(
        Locale.ROOT,
        "\"millis\":[%s],\"trainLoss\":%s,\"validationLoss\":%s,\"validationAccuracy\":%s",
        millis,
        epoch.trainLoss(),
        epoch.validationLoss(),
        epoch.validationAccuracy());
  }

  /** JSON of finite numbers; whatever else there is becomes {@code null}. */
  private static String array(List<Double> values) {
    return values.stream()
        .map(value -> Double.isFinite(value) ? value.toString() : "null")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String versions(Map<String, String> versions) {
    return new TreeMap<>(versions)
        .entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
            .collect(Collectors.joining(",", "{", "}"));
  }

  /** The input ends when the harness has what it wants, or is gone, however it went. */
  private static void endWithTheHarness() {
    try {
      while (System.in.read() >= 0) {
        // nothing is said
      }
    } catch (IOException e) {
      // nobody is at the other end
    }
    if (!answered) {
      Runtime.getRuntime().halt(ORPHAN);
    }
    INPUT_ENDED.countDown();
  }
}
