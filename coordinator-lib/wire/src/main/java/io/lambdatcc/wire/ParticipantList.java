package io.lambdatcc.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The participants that a coordinator calls, and how each looks from its process. */
public record ParticipantList(List<Participant> participants) {

  private static final int MAX_PARTICIPANTS = 10_000;

  public ParticipantList {
    participants = List.copyOf(participants);
  }

  /**
   * One participant, as the process sees it that was asked; another may see it differently.
   *
   * @param name by which transactions name it
   * @param transport {@code http}, {@code lambda} or, where TCC for REST is spoken, {@code rest}
   * @param breaker {@code CLOSED}: it is called; {@code OPEN}: it is in trouble and given a rest;
   *     {@code HALF_OPEN}: some calls are tried
   * @param failurePercent of its last calls; null where there were too few to say
   * @param callsOut that it has not answered yet
   * @param inquiring whether it is configured as one that asks about what it holds reserved, so
   *     that its Tries leave beside the write of begin
   */
  public record Participant(
      String name,
      String transport,
      String breaker,
      @Nullable Integer failurePercent,
      int callsOut,
      boolean inquiring) {
    public Participant {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(transport, "transport");
      Objects.requireNonNull(breaker, "breaker");
    }
  }

  public String toJson() {
    List<JsonWriter> written = new ArrayList<>();
    for (Participant each : participants) {
      JsonWriter json =
          new JsonWriter()
              .put("name", each.name())
              .put("transport", each.transport())
              .put("breaker", each.breaker());
      if (each.failurePercent() != null) {
        json.put("failurePercent", each.failurePercent());
      }
      written.add(json.put("callsOut", each.callsOut()).put("inquiring", each.inquiring()));
    }
    return new JsonWriter().put("participants", written).text();
  }

  /**
   * Reads a list.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static ParticipantList fromJson(String text) {
    List<Participant> participants = new ArrayList<>();
    for (JsonObject each : JsonObject.parse(text).objects("participants", MAX_PARTICIPANTS)) {
      participants.add(
          new Participant(
              each.string("name"),
              each.string("transport"),
              each.string("breaker"),
              each.intOrNull("failurePercent"),
              each.int32("callsOut"),
              each.valueOrNull("inquiring") != null && each.bool("inquiring")));
    }
    return new ParticipantList(participants);
  }
}
