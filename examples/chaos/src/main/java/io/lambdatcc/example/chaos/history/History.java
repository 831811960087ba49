package io.lambdatcc.example.chaos.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened, written down as it happens: one JSON object a line, with {@code at} (ISO-8601) and
 * {@code event}. Whatever is judged is judged from this file, now or later.
 *
 * <table>
 * <caption>Events</caption>
 * <tr><td>{@code campaign}</td><td>{@code seed}, {@code errands}</td></tr>
 * <tr><td>{@code errand}</td><td>{@code number}, {@code what}, {@code user}, {@code order} (of a
 *     checkout) or {@code name} (of a transaction), {@code item}, {@code quantity}, {@code
 *     credit}</td></tr>
 * <tr><td>{@code told}</td><td>{@code number}, {@code attempt}, {@code status} (0 for no answer),
 *     {@code meaning}: {@code CONFIRMED}, {@code CANCELLED} or {@code OPEN}</td></tr>
 * <tr><td>{@code fault}</td><td>{@code kind}, {@code site}, {@code transaction}: its key in the log,
 *     {@code length} in milliseconds</td></tr>
 * <tr><td>{@code disturbance}</td><td>{@code kind}, {@code function}, {@code length}, {@code
 *     transactions}: what the process was last seen at</td></tr>
 * <tr><td>{@code missed}</td><td>a disturbance of a function that had no process then</td></tr>
 * <tr><td>{@code later}</td><td>{@code transaction}, {@code nonce}: the next version has sent its
 *     begin, and if that is the one which landed, the record must keep what it adds</td></tr>
 * <tr><td>{@code quiet}</td><td>no more faults from here on</td></tr>
 * <tr><td>{@code retried}</td><td>{@code parked}: how many an operator took out of parking</td></tr>
 * <tr><td>{@code item}, {@code user}</td><td>at the end: {@code id}, {@code available}, {@code
 *     reserved}, {@code gone}, {@code put}: what was there at first</td></tr>
 * <tr><td>{@code order}</td><td>at the end: {@code id}, {@code paid}, {@code paying}: whether
 *     a transaction has it marked</td></tr>
 * <tr><td>{@code fence}</td><td>at the end: {@code table}, {@code transaction}: its id, {@code
 *     state} of one branch at its participant</td></tr>
 * <tr><td>{@code transaction}</td><td>at the end: {@code key}, {@code nonce}, {@code phase}, {@code begun}, {@code
 *     deadline}, {@code decided}, {@code ended}, {@code later}: whether it has the next version's
 *     attribute</td></tr>
 * </table>
 */
public final class History implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter out;

  private History(BufferedWriter out) {
    this.out = out;
  }

  /** Starts a file anew. */
  public static History write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new History(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** All events of a file, in their order. */
  public static List<JsonNode> read(Path file) {
    List<JsonNode> events = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return events;
  }

  /** An event of now, to be filled and {@linkplain #add added}. */
  public ObjectNode event(String event) {
    return JSON.createObjectNode().put("at", Instant.now().toString()).put("event", event);
  }

  /** Writes an event down; it is in the file when this returns. */
  public synchronized void add(ObjectNode event) {
    try {
      out.write(event.toString());
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the history cannot be written", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the history cannot be closed", e);
    }
  }
}
