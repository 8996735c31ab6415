// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.data.DataPlace;
import io.twingraph.data.Datasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which data sets are at hand: what {@link Datasets} would open. */
final class DataFacts {
  private DataFacts() {}

  static Section of(Datasets.Locations locations) {
    Datasets datasets = new Datasets(locations);
    List<Fact> facts = new ArrayList<>();
    for (DataPlace place : datasets.places()) {
      facts.add(fact(place, place.name(), "twingraph data show " + place.name() + " says more"));
    }
    DataPlace chosen = datasets.defaultPlace();
    facts.add(
        chosen.state() == DataPlace.State.UNUSABLE
            ? fact(chosen, "default", "correct or unset TWINGRAPH_DATA, or use --data")
            : Fact.info("default", chosen.name()));
    facts.add(
        Fact.info(
            "own folder",
            locations.data().map(Path::toString).orElse("$TWINGRAPH_DATA is not set")));
    facts.add(Fact.info("cache", locations.cache().toString()));
    return new Section("Data", facts);
  }

  private static Fact fact(DataPlace place, String name, String toDo) {
    return switch (place.state()) {
      case AT_HAND -> Fact.ok(name, place.where());
      case NOT_HERE -> Fact.optional(name, "not at hand", place.where());
      case UNUSABLE -> Fact.missing(name, place.where(), toDo);
    };
  }
}
