package io.lambdatcc.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** JSON values of every kind, written in every way. */
final class AnyJson {
  private AnyJson() {}

  /** Numbers are texts here, since that is what they are to us. */
  record Numeral(String text) {}

  enum Null {
    NULL
  }

  private static final List<String> NUMERALS =
      List.of(
          "0",
          "-0",
          "1",
          "1.0",
          "-12.50",
          "1e2",
          "1E+02",
          "0.1e-7",
          "98765432109876543210987654321098765432109876543210.000");

  private static final List<String> STRINGS =
      List.of("", "a", "é", "\ud83d\ude00", "\u0000", "\"\\/", "\u2028", "\uffff", "k");

  static Arbitrary<Object> values() {
    return Arbitraries.randomValue(random -> value(random, 3));
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> string(random);
      case 1 -> new Numeral(NUMERALS.get(random.nextInt(NUMERALS.size())));
      case 2 -> new Numeral(Long.toString(random.nextLong()));
      case 3 -> random.nextBoolean();
      case 4 -> Null.NULL;
      case 5 -> {
        List<Object> list = new ArrayList<>();
        while (list.size() < 5 && random.nextInt(4) > 0) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (map.size() < 5 && random.nextInt(4) > 0) {
          map.put(string(random), value(random, depth - 1));
        }
        yield map;
      }
    };
  }

  static String string(Random random) {
    StringBuilder string = new StringBuilder();
    while (random.nextInt(3) > 0) {
      string.append(
          random.nextBoolean()
              ? STRINGS.get(random.nextInt(STRINGS.size()))
              : Character.toString(random.nextInt(0xd800)));
    }
    return string.toString();
  }

  /** Writes the value with white space, escapes and an order of keys drawn from the seed. */
  static String write(Object value, long seed) {
    StringBuilder out = new StringBuilder();
    write(value, new Random(seed), out);
    return out.toString();
  }

  private static void write(Object value, Random random, StringBuilder out) {
    space(random, out);
    if (value instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> entries = new ArrayList<>(new LinkedHashMap<>(map).entrySet());
      Collections.shuffle(entries, random);
      String separator = "{";
      for (Map.Entry<?, ?> entry : entries) {
        out.append(separator);
        write(entry.getKey(), random, out);
        out.append(':');
        write(entry.getValue(), random, out);
        separator = ",";
      }
      out.append(entries.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        out.append(separator);
        write(element, random, out);
        separator = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      string(string, random, out);
    } else if (value instanceof Numeral number) {
      out.append(number.text());
    } else {
      out.append(value == Null.NULL ? "null" : value);
    }
    space(random, out);
  }

  private static void string(String value, Random random, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // both halves of a pair are escaped or neither is
      boolean pair = Character.isHighSurrogate(c);
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(4) == 0) {
        String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
        out.append(String.format(format, (int) c));
        if (pair) {
          out.append(String.format(format, (int) value.charAt(++i)));
        }
      } else {
        out.append(c);
        if (pair) {
          out.append(value.charAt(++i));
        }
      }
    }
    out.append('"');
  }

  private static void space(Random random, StringBuilder out) {
    while (random.nextInt(3) == 0) {
      out.append(" \t\n\r".charAt(random.nextInt(4)));
    }
  }
}
