package io.lambdatcc.example.shop.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a template, perhaps absent: a text, a list or a map.
 *
 * <p>Numbers and truth values are texts, as they are written. Reading on from what is absent gives
 * what is absent; reading a text where there is none is an error.
 */
public record Value(@Nullable Object node) {
  static final Value ABSENT = new Value(null);

  /** Whether there is nothing. */
  public boolean isAbsent() {
    return node == null;
  }

  /** What a map has under this key. */
  public Value at(String key) {
    return new Value(map().get(key));
  }

  /** The text. */
  public String text() {
    if (node instanceof String text) {
      return text;
    }
    throw new TemplateException("expected a text, found " + node);
  }

  /** The text, or this one where there is nothing. */
  public String text(String otherwise) {
    return isAbsent() ? otherwise : text();
  }

  /** The whole number. */
  public int number() {
    try {
      return new BigDecimal(text()).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TemplateException("expected a whole number, found " + node, e);
    }
  }

  /** The whole number, or this one where there is nothing. */
  public int number(int otherwise) {
    return isAbsent() ? otherwise : number();
  }

  /** Whether it says {@code true}; false where there is nothing. */
  public boolean isTrue() {
    return switch (text("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new TemplateException("expected true or false, found " + node);
    };
  }

  /** The entries of a map; none where there is none. */
  @SuppressWarnings("unchecked") // keys are texts in what YamlReader makes
  public Map<String, Object> map() {
    return node instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The elements of a list; a single text is a list of one; none where there is nothing. */
  public List<Value> list() {
    if (node instanceof List<?> list) {
      return list.stream().map(Value::new).toList();
    }
    return node instanceof String ? List.of(this) : List.of();
  }

  /** The texts of a list. */
  public List<String> texts() {
    return list().stream().map(Value::text).toList();
  }
}
