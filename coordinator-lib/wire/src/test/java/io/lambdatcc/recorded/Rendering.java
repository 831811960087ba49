package io.lambdatcc.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdatcc.wire.JsonText;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read, as JSON that leaves nothing out: records are objects with all of their components,
 * null where they are, and everything else is text.
 */
public final class Rendering {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Function<Object, String> text;

  /** A rendering that shows JSON as it was written. */
  public Rendering() {
    this(value -> value instanceof JsonText json ? json.text() : value.toString());
  }

  /**
   * A rendering.
   *
   * @param text of what is no record, collection, map, number or truth value
   */
  public Rendering(Function<Object, String> text) {
    this.text = text;
  }

  /** This value. */
  public JsonNode of(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Record record) {
      ObjectNode object = object(record);
      return isOneOfSeveral(record.getClass())
          ? JSON.objectNode().set(record.getClass().getSimpleName(), object)
          : object;
    }
    if (value instanceof Collection<?> values) {
      ArrayNode array = JSON.arrayNode();
      values.forEach(each -> array.add(of(each)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, each) -> object.set(key.toString(), of(each)));
      return object;
    }
    if (value instanceof Number number) {
      return JSON.numberNode(number.longValue());
    }
    return value instanceof Boolean truth
        ? JSON.booleanNode(truth)
        : JSON.textNode(text.apply(value));
  }

  private ObjectNode object(Record record) {
    ObjectNode object = JSON.objectNode();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      object.set(component.getName(), of(valueOf(component, record)));
    }
    return object;
  }

  private static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the component " + component + " of " + record, e);
    }
  }

  private static boolean isOneOfSeveral(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
  }

  // ---- all that there can be -------------------------------------------------------------------

  /** The names of everything that a rendering of such a record can have. */
  public static Set<String> components(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Class<?> each : reachable(type)) {
      if (each.isRecord()) {
        Arrays.stream(each.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
      }
    }
    return names;
  }

  /** The values of every enumeration that such a record can have. */
  public static Set<String> constants(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Class<?> each : reachable(type)) {
      if (each.isEnum()) {
        Arrays.stream(each.getEnumConstants())
            .map(constant -> each.getSimpleName() + "." + constant)
            .forEach(names::add);
      }
    }
    return names;
  }

  /** The values of enumerations that this has. */
  public static Set<String> constantsIn(@Nullable Object value) {
    Set<String> names = new TreeSet<>();
    if (value instanceof Enum<?> constant) {
      names.add(constant.getDeclaringClass().getSimpleName() + "." + constant);
    } else if (value instanceof Collection<?> values) {
      values.forEach(each -> names.addAll(constantsIn(each)));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        names.addAll(constantsIn(valueOf(component, record)));
      }
    }
    return names;
  }

  private static Set<Class<?>> reachable(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    reach(type, found);
    return found;
  }

  private static void reach(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        reach(argument, found);
      }
    } else if (type instanceof Class<?> simple && found.add(simple)) {
      if (simple.isSealed() && simple.isInterface()) {
        Arrays.stream(simple.getPermittedSubclasses()).forEach(each -> reach(each, found));
      } else if (simple.isRecord()) {
        Arrays.stream(simple.getRecordComponents())
            .forEach(component -> reach(component.getGenericType(), found));
      }
    }
  }
}
