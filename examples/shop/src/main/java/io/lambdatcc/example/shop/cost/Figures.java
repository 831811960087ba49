package io.lambdatcc.example.shop.cost;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** Figures by name, from a file beside this class: prices or assumptions. */
final class Figures {
  /** The newest prices that are written down. */
  static final String PRICES = "prices-2026-11.properties";

  /** What is neither measured nor on a price list. */
  static final String ASSUMPTIONS = "assumptions.properties";

  private final String file;
  private final Properties figures = new Properties();

  private Figures(String file) {
    this.file = file;
  }

  /**
   * Reads the file of this name.
   *
   * @throws NullPointerException when there is none
   */
  static Figures of(String file) {
    Figures read = new Figures(file);
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Figures.class.getResourceAsStream(file), file),
            StandardCharsets.UTF_8)) {
      read.figures.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    return read;
  }

  /** The text under this name. */
  String text(String name) {
    String text = figures.getProperty(name);
    if (text == null) {
      throw new IllegalStateException(file + " has no '" + name + "'");
    }
    return text;
  }

  /** The number under this name, which is zero or more. */
  double number(String name) {
    double number = Double.parseDouble(text(name));
    if (!(number >= 0)) {
      throw new IllegalStateException(file + ": '" + name + "' is " + text(name));
    }
    return number;
  }
}
