package io.lambdatcc.example.shop.template;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A SAM template as it is written, functions unresolved.
 *
 * <p>{@link #stack} is what becomes of it.
 */
public final class Template {
  private final Path directory;
  private final Value root;

  private Template(Path directory, Value root) {
    this.directory = directory;
    this.root = root;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException when it cannot be read
   */
  public static Template read(Path file) {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return new Template(directory.normalize(), YamlReader.read(file));
  }

  /** The whole of it; a short form such as {@code !Ref X} reads {@code {"Ref": "X"}}. */
  public Value root() {
    return root;
  }

  /** Where the template is; the paths in it start here. */
  public Path directory() {
    return directory;
  }

  /**
   * What would be deployed.
   *
   * @param parameters by name; those left out have their defaults
   * @param values names and ARNs of the resources
   * @throws TemplateException when a parameter is unknown, has no value, or has one that is not
   *     allowed
   */
  public Stack stack(Map<String, String> parameters, PhysicalValues values) {
    return new Stack(this, new Intrinsics(parameters(parameters), root.at("Conditions"), values));
  }

  private Map<String, Object> parameters(Map<String, String> given) {
    Value declared = root.at("Parameters");
    for (String name : given.keySet()) {
      if (declared.at(name).isAbsent()) {
        throw new TemplateException("there is no parameter " + name);
      }
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (String name : declared.map().keySet()) {
      parameters.put(name, parameter(name, declared.at(name), given));
    }
    return parameters;
  }

  private static Object parameter(String name, Value declared, Map<String, String> given) {
    String value = given.get(name);
    if (value == null) {
      if (declared.at("Default").isAbsent()) {
        throw new TemplateException("parameter " + name + " has no default and was not given");
      }
      value = declared.at("Default").text();
    }
    Value allowed = declared.at("AllowedValues");
    if (!allowed.isAbsent() && !allowed.texts().contains(value)) {
      throw new TemplateException(
          "parameter " + name + " is one of " + allowed.texts() + ", not '" + value + "'");
    }
    if (!declared.at("Type").text().equals("CommaDelimitedList")) {
      return value;
    }
    return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
  }
}
