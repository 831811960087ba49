package io.lambdatcc.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A line in CloudWatch's embedded metric format, read as CloudWatch reads it: what the
 * specification demands is checked.
 */
final class Emf {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final Set<String> UNITS = Set.of("Count", "Seconds", "Milliseconds");
  private static final int MAX_VALUES = 100;
  private static final int MAX_METRICS = 100;

  private final JsonNode root;
  private final Map<String, String> units = new LinkedHashMap<>();
  private final Map<String, String> dimensions = new LinkedHashMap<>();

  private Emf(JsonNode root) {
    this.root = root;
  }

  static Emf of(String line) {
    assertThat(line).doesNotContain("\n");
    Emf read;
    try {
      read = new Emf(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      throw new AssertionError("is not JSON: " + line, e);
    }
    read.check();
    return read;
  }

  private void check() {
    JsonNode metadata = root.path("_aws");
    assertThat(metadata.path("Timestamp").isIntegralNumber()).isTrue();
    assertThat(metadata.path("Timestamp").asLong()).isPositive();
    assertThat(metadata.path("CloudWatchMetrics")).isNotEmpty();
    metadata.path("CloudWatchMetrics").forEach(this::checkDirective);
  }

  private void checkDirective(JsonNode directive) {
    assertThat(directive.path("Namespace").asText()).matches("[A-Za-z0-9._/#:-]{1,255}");
    assertThat(directive.path("Dimensions").isArray()).isTrue();
    assertThat(directive.path("Dimensions")).isNotEmpty();
    for (JsonNode set : directive.path("Dimensions")) {
      assertThat(set.isArray()).isTrue();
      assertThat(set).hasSizeLessThanOrEqualTo(30);
      for (JsonNode name : set) {
        JsonNode value = root.path(name.asText());
        assertThat(value.isTextual()).as("dimension %s", name).isTrue();
        assertThat(value.asText()).isNotBlank().hasSizeLessThanOrEqualTo(1_024);
        dimensions.put(name.asText(), value.asText());
      }
    }
    assertThat(directive.path("Metrics")).isNotEmpty().hasSizeLessThanOrEqualTo(MAX_METRICS);
    for (JsonNode metric : directive.path("Metrics")) {
      String name = metric.path("Name").asText();
      assertThat(name).isNotBlank();
      assertThat(metric.path("Unit").asText()).isIn(UNITS);
      assertThat(units.put(name, metric.path("Unit").asText())).as("%s is twice", name).isNull();
      JsonNode target = root.path(name);
      if (target.isArray()) {
        assertThat(target).hasSizeBetween(1, MAX_VALUES).allMatch(JsonNode::isNumber);
      } else {
        assertThat(target.isNumber()).as("metric %s", name).isTrue();
      }
    }
  }

  String namespace() {
    return root.path("_aws").path("CloudWatchMetrics").path(0).path("Namespace").asText();
  }

  /** What is said that is no metric. */
  String property(String name) {
    return root.path(name).asText();
  }

  /** Metrics and their units. */
  Map<String, String> units() {
    return units;
  }

  Map<String, String> dimensions() {
    return dimensions;
  }

  /** Of a metric with one value. */
  long value(String metric) {
    assertThat(units).containsKey(metric);
    return root.path(metric).asLong();
  }

  /** Of a metric with several. */
  List<Long> values(String metric) {
    assertThat(units).containsKey(metric);
    return StreamSupport.stream(root.path(metric).spliterator(), false)
        .map(JsonNode::asLong)
        .toList();
  }

  /** All metrics with one value, in their order. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    units.keySet().stream()
        .filter(name -> root.path(name).isNumber())
        .forEach(name -> counts.put(name, value(name)));
    return counts;
  }
}
