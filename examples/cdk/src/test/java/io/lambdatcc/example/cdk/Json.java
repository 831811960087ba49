package io.lambdatcc.example.cdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A value of a template. What is not there is an empty value. */
record Json(Object value) {

  static Json of(Object value) {
    return new Json(value);
  }

  /** JSON or YAML, in which {@code !Ref x} and {@code !Sub x} are {@code x}. */
  static Json parse(String text) {
    try {
      return new Json(new YAMLMapper().readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  Json at(String name) {
    Object found = value instanceof Map<?, ?> map ? map.get(name) : null;
    return new Json(Objects.requireNonNullElse(found, Map.of()));
  }

  boolean has(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name);
  }

  Map<String, Json> map() {
    Map<String, Json> entries = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, each) -> entries.put(name.toString(), new Json(each)));
    }
    return entries;
  }

  List<Json> list() {
    return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
  }

  List<Json> listOfOneOrMore() {
    return value instanceof List<?> ? list() : List.of(this);
  }

  /** A text as it will read, with the names of resources in place of their attributes. */
  String text() {
    if (value instanceof Map<?, ?> map) {
      if (map.containsKey("Ref")) {
        return at("Ref").text();
      } else if (map.containsKey("Fn::GetAtt")) {
        return at("Fn::GetAtt").list().get(0).text();
      } else if (map.containsKey("Fn::Join")) {
        List<Json> join = at("Fn::Join").list();
        return join.get(1).list().stream()
            .map(Json::text)
            .collect(Collectors.joining(join.get(0).text()));
      }
      return "";
    }
    return value.toString();
  }
}
