// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.bench.contestant.DataFolder;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.error.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding peers. */
class PeersTest {
  @TempDir Path home;

  @Test
  void foldersWithoutADeclarationAreNoPeers() throws Exception {
    FakePeers fake = new FakePeers(home).add("b", FakePeers.READY, "").add("a", "", "");
    Files.createDirectories(home.resolve("bench/peers/shared-code"));
    assertThat(fake.peers().find())
        .extracting(peer -> peer.contestant().name())
        .containsExactly("a", "b");
    assertThat(new Peers(home.resolve("none"), home).find()).isEmpty();
  }

  @Test
  void peersAreForTheCpuUnlessTheySayOtherwise() throws Exception {
    FakePeers fake = new FakePeers(home).add("a", "", "").add("b", "", "");
    Path file = home.resolve("bench/peers/b/peer.json");
    String plain = Files.readString(file);
    Files.writeString(file, plain.replace("\"engine\"", "\"device\":\"cuda\",\"engine\""));
    assertThat(fake.peers().find(DeviceRequest.CPU))
        .extracting(peer -> peer.contestant().name())
        .containsExactly("a");
    assertThat(fake.peers().find(DeviceRequest.cuda(1)))
        .extracting(peer -> peer.contestant().name())
        .containsExactly("b");
    Files.writeString(file, plain.replace("\"engine\"", "\"device\":\"tpu\",\"engine\""));
    assertThatThrownBy(fake.peers()::find)
        .hasMessageContainingAll(file.toString(), "'device' cpu or cuda", "'tpu'");
  }

  @Test
  void theDeviceIsAnArgumentWhereItIsNotTheCpu() {
    DataFolder data = new DataFolder(home, 64, 0);
    Job cpu = new Job(FakePeers.STEPS, data, 2, home, DeviceRequest.CPU);
    Job gpu = new Job(FakePeers.STEPS, data, 2, home, DeviceRequest.cuda(1));
    assertThat(cpu.arguments()).doesNotContain("--device").endsWith("--rate", "0.01");
    assertThat(gpu.arguments()).startsWith(cpu.arguments().toArray(String[]::new));
    assertThat(gpu.arguments()).endsWith("--device", "cuda:1");
  }

  @Test
  void scriptsAreToldWhereEverythingIs() throws Exception {
    FakePeers fake =
        new FakePeers(home)
            .add(
                "a",
                "[ -d \"$TWINGRAPH_HOME/bench/peers/a\" ] && [ -d \"$TWINGRAPH_BENCH_WORK\" ]"
                    + " && [ -x \"$JAVA_HOME/bin/java\" ] && [ -n \"$TWINGRAPH_CLASSPATH\" ]",
                "");
    assertThat(fake.peers().find().get(0).prepare(FakePeers.SHORT, true)).isNull();
  }

  @Test
  void declarationThatDoesNotFitIsRefused() throws Exception {
    new FakePeers(home).add("a", "", "");
    Path file = home.resolve("bench/peers/a/peer.json");
    Peers peers = new Peers(home, home);
    Files.writeString(file, Files.readString(file).replace("\"torch\"", "\"numpy\""));
    assertThatThrownBy(peers::find)
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("a peer that cannot be read", file.toString(), "numpy");
    Files.writeString(file, "{\"name\":\"b\"}");
    assertThatThrownBy(peers::find).hasMessageContaining("'name' equal to the folder's");
    Files.writeString(file, "name: a");
    assertThatThrownBy(peers::find).hasMessageContaining("JSON of a peer");
  }
}
