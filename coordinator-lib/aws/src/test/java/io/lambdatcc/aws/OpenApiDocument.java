package io.lambdatcc.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An OpenAPI document, as far as tests ask for it. */
final class OpenApiDocument {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final String SCHEMA = "#/components/schemas/";

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final JsonNode tree;

  private OpenApiDocument(JsonNode tree) {
    this.tree = tree;
  }

  static OpenApiDocument read(Path yaml) {
    try {
      return new OpenApiDocument(new YAMLMapper().readTree(yaml.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(yaml.toString(), e);
    }
  }

  JsonNode tree() {
    return tree;
  }

  /**
   * A status that an operation is said to answer.
   *
   * @param operation like {@code GET /transactions/{name}}
   * @param headers what is said of the reply's, by lower-case name
   * @param content schemas of the reply's body, by content type; none where it has no body
   * @param query names of the request's parameters
   * @param requestHeaders lower-case names of the request's headers
   * @param requestBody its schema; null where the request has none
   */
  record Documented(
      String operation,
      int status,
      Map<String, JsonNode> headers,
      Map<String, JsonNode> content,
      Set<String> query,
      Set<String> requestHeaders,
      @Nullable JsonNode requestBody) {

    /** Whether a request is one of the operation. */
    boolean isFor(String method, String path) {
      return (method + " " + path).matches(operation.replaceAll("\\{[^/]+}", "[^/]+"));
    }

    boolean succeeds() {
      return status < 400;
    }

    /** Like {@code GET /transactions/{name} 200}. */
    @Override
    public String toString() {
      return operation + " " + status;
    }
  }

  /** Everything that the document says may be answered. */
  List<Documented> answers() {
    List<Documented> answers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : tree.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          String operation = member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
          for (Map.Entry<String, JsonNode> each :
              member.getValue().path("responses").properties()) {
            answers.add(
                answer(
                    operation,
                    Integer.parseInt(each.getKey()),
                    resolved(each.getValue()),
                    path.getValue(),
                    member.getValue()));
          }
        }
      }
    }
    return answers;
  }

  private Documented answer(
      String name, int status, JsonNode response, JsonNode pathItem, JsonNode operation) {
    Map<String, JsonNode> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : response.path("headers").properties()) {
      headers.put(each.getKey().toLowerCase(Locale.ROOT), resolved(each.getValue()));
    }
    Map<String, JsonNode> content = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : response.path("content").properties()) {
      content.put(each.getKey(), each.getValue().path("schema"));
    }
    Map<String, Set<String>> parameters = new HashMap<>();
    for (JsonNode holder : List.of(pathItem, operation)) {
      for (JsonNode each : holder.path("parameters")) {
        JsonNode parameter = resolved(each);
        parameters
            .computeIfAbsent(parameter.path("in").asText(), in -> new TreeSet<>())
            .add(parameter.path("name").asText());
      }
    }
    JsonNode body = resolved(operation.path("requestBody"));
    Set<String> requestHeaders = new TreeSet<>();
    for (String header : parameters.getOrDefault("header", Set.of())) {
      requestHeaders.add(header.toLowerCase(Locale.ROOT));
    }
    return new Documented(
        name,
        status,
        headers,
        content,
        parameters.getOrDefault("query", Set.of()),
        requestHeaders,
        body.isMissingNode() ? null : body.path("content").elements().next().path("schema"));
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : tree.at(reference.substring(1));
  }

  // ---- schemas -------------------------------------------------------------------------------

  /**
   * What is wrong with a value: also that it has a property which its schema does not list, as
   * schemas of the document allow, so that readers bear with newer writers.
   */
  List<Error> complaints(JsonNode schema, JsonNode value) {
    ObjectNode root = closed(schema);
    ObjectNode definitions = root.putObject("$defs");
    for (Map.Entry<String, JsonNode> each : tree.at("/components/schemas").properties()) {
      definitions.set(each.getKey(), open(each.getValue()));
    }
    return SCHEMAS.getSchema(root).validate(value);
  }

  /** A schema that allows no properties besides those that it lists itself or refers to. */
  private static ObjectNode closed(JsonNode schema) {
    ObjectNode closed = open(schema);
    if (closed.has("properties") || closed.has("allOf") || closed.has("$ref")) {
      closed.put("unevaluatedProperties", false);
    }
    return closed;
  }

  /** The same but for its own properties: a part of a schema cannot know those of the others. */
  private static ObjectNode open(JsonNode schema) {
    ObjectNode open = schema.deepCopy();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      JsonNode value = keyword.getValue();
      switch (keyword.getKey()) {
        case "$ref" -> open.put("$ref", value.asText().replace(SCHEMA, "#/$defs/"));
        case "items" -> open.set("items", closed(value));
        case "properties" -> {
          ObjectNode properties = open.putObject("properties");
          value
              .properties()
              .forEach(each -> properties.set(each.getKey(), closed(each.getValue())));
        }
        case "allOf" -> {
          ArrayNode parts = open.putArray("allOf");
          value.forEach(part -> parts.add(open(part)));
        }
        default -> {}
      }
    }
    return open;
  }

  /**
   * The properties that a schema lists, each like {@code Transaction.id}; of these only those that
   * the value has, where there is one.
   *
   * @param at what stands for the name of a schema that has none
   */
  Set<String> properties(String at, JsonNode schema, @Nullable JsonNode value) {
    Set<String> names = new TreeSet<>();
    properties(at, schema, value, names);
    return names;
  }

  private void properties(String at, JsonNode schema, @Nullable JsonNode value, Set<String> names) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText().substring(SCHEMA.length());
      properties(name, resolved(schema), value, names);
    }
    schema.path("allOf").forEach(part -> properties(at, part, value, names));
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      if (value == null || value.has(each.getKey())) {
        String name = at + "." + each.getKey();
        names.add(name);
        properties(name, each.getValue(), value == null ? null : value.get(each.getKey()), names);
      }
    }
    if (schema.has("items")) {
      JsonNode items = schema.path("items");
      if (value == null) {
        properties(at, items, null, names);
      } else {
        value.forEach(element -> properties(at, items, element, names));
      }
    }
  }
}
