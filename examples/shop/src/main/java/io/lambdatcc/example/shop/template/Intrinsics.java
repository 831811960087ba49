package io.lambdatcc.example.shop.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CloudFormation's functions, as far as the template uses them; any other is refused. */
final class Intrinsics {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");
  private static final String NO_VALUE = "AWS::NoValue";

  private final Map<String, Object> parameters;
  private final Value conditions;
  private final PhysicalValues values;

  /**
   * @param parameters texts, and lists of texts
   */
  Intrinsics(Map<String, Object> parameters, Value conditions, PhysicalValues values) {
    this.parameters = parameters;
    this.conditions = conditions;
    this.values = values;
  }

  /** The same without functions; null for what is to be left out. */
  @Nullable Object resolved(@Nullable Object node) {
    if (node instanceof List<?> list) {
      List<Object> resolved = new ArrayList<>();
      for (Object each : list) {
        Object element = resolved(each);
        if (element != null) {
          resolved.add(element);
        }
      }
      return resolved;
    }
    if (!(node instanceof Map<?, ?> map)) {
      return node;
    }
    if (map.size() == 1) {
      String name = String.valueOf(map.keySet().iterator().next());
      if (name.equals("Ref") || name.startsWith("Fn::")) {
        return called(name, new Value(map.get(name)));
      }
    }
    Map<String, Object> resolved = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Object entry = resolved(value);
          if (entry != null) {
            resolved.put(String.valueOf(key), entry);
          }
        });
    return resolved;
  }

  private @Nullable Object called(String function, Value argument) {
    return switch (function) {
      case "Ref" -> reference(argument.text());
      case "Fn::GetAtt" -> attribute(argument.list());
      case "Fn::Sub" -> substituted(argument);
      case "Fn::Join" -> joined(argument.list());
      case "Fn::Select" -> selected(argument.list());
      case "Fn::If" -> {
        List<Value> three = argument.list();
        yield resolved(three.get(holds(three.get(0).text()) ? 1 : 2).node());
      }
      case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" ->
          throw new TemplateException(function + " outside of Conditions");
      default -> throw new TemplateException("cannot resolve " + function);
    };
  }

  private @Nullable Object reference(String id) {
    if (id.equals(NO_VALUE)) {
      return null;
    }
    Object parameter = parameters.get(id);
    return parameter == null ? values.reference(id) : parameter;
  }

  private String attribute(List<Value> path) {
    if (path.size() != 2) {
      throw new TemplateException("Fn::GetAtt needs an id and an attribute, found " + path);
    }
    return values.attribute(path.get(0).text(), path.get(1).text());
  }

  private String substituted(Value argument) {
    if (!(argument.node() instanceof String text)) {
      throw new TemplateException("Fn::Sub with a map of its own: " + argument.node());
    }
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(placeholder(found.group(1))));
  }

  private String placeholder(String name) {
    int dot = name.lastIndexOf('.');
    if (dot > 0 && !name.endsWith(".Alias") && !name.endsWith(".Version")) {
      return values.attribute(name.substring(0, dot), name.substring(dot + 1));
    }
    Object value = reference(name);
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateException("${" + name + "} is not a text but " + value);
  }

  private String joined(List<Value> argument) {
    Value elements = new Value(resolved(argument.get(1).node()));
    return String.join(argument.get(0).text(), elements.texts());
  }

  private @Nullable Object selected(List<Value> argument) {
    List<Value> elements = argument.get(1).list();
    return resolved(elements.get(argument.get(0).number()).node());
  }

  // ---- conditions ----------------------------------------------------------------------------

  /** Whether the condition of this name holds. */
  boolean holds(String condition) {
    Value definition = conditions.at(condition);
    if (definition.isAbsent()) {
      throw new TemplateException("there is no condition " + condition);
    }
    return isTrue(definition);
  }

  private boolean isTrue(Value expression) {
    Map<String, Object> map = expression.map();
    if (map.size() != 1) {
      throw new TemplateException("not a condition: " + expression.node());
    }
    String function = map.keySet().iterator().next();
    Value argument = expression.at(function);
    return switch (function) {
      case "Condition" -> holds(argument.text());
      case "Fn::Equals" -> {
        List<Value> two = argument.list();
        yield String.valueOf(resolved(two.get(0).node()))
            .equals(String.valueOf(resolved(two.get(1).node())));
      }
      case "Fn::Not" -> !isTrue(argument.list().get(0));
      case "Fn::And" -> argument.list().stream().allMatch(this::isTrue);
      case "Fn::Or" -> argument.list().stream().anyMatch(this::isTrue);
      default -> throw new TemplateException("not a condition: " + expression.node());
    };
  }

  // ---- what is referred to -------------------------------------------------------------------

  /**
   * The ids in the functions of this part, in their order; of {@code !GetAtt X.Arn} it is {@code
   * X}, of {@code !Ref X.Alias} it is {@code X.Alias}.
   */
  static Set<String> references(@Nullable Object node) {
    Set<String> found = new LinkedHashSet<>();
    collect(node, found);
    return found;
  }

  private static void collect(@Nullable Object node, Set<String> found) {
    if (node instanceof List<?> list) {
      list.forEach(each -> collect(each, found));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            switch (String.valueOf(key)) {
              case "Ref" -> found.add(String.valueOf(value));
              case "Fn::GetAtt" -> found.add(new Value(value).list().get(0).text());
              case "Fn::Sub" -> {
                Matcher placeholders = PLACEHOLDER.matcher(String.valueOf(value));
                while (placeholders.find()) {
                  String name = placeholders.group(1);
                  int dot = name.lastIndexOf('.');
                  boolean ofSam = name.endsWith(".Alias") || name.endsWith(".Version");
                  found.add(dot < 0 || ofSam ? name : name.substring(0, dot));
                }
              }
              default -> collect(value, found);
            }
          });
    }
  }
}
