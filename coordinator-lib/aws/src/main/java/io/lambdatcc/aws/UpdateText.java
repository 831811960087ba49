package io.lambdatcc.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How an update of a record reads, whatever the values: it follows from the names of the attributes
 * that it sets, and there are only a few sets of them.
 *
 * @param expression what it sets and what it removes
 * @param names the attributes' names by how they are called in expressions
 * @param placeholders how the values are called in expressions, by the attributes' names
 */
record UpdateText(String expression, Map<String, String> names, Map<String, String> placeholders) {
  /** That nonce and version are those of the state that an update follows (I11). */
  static final String CONDITION = "#n = :n AND #v = :before";

  private static final Map<Set<String>, UpdateText> TEXTS = new ConcurrentHashMap<>();

  UpdateText {
    names = Map.copyOf(names);
    placeholders = Map.copyOf(placeholders);
  }

  /** The text of an update that sets these attributes, and removes what follows from that. */
  static UpdateText of(Set<String> set) {
    UpdateText known = TEXTS.get(set);
    if (known != null) {
      return known;
    }
    Set<String> copy = Set.copyOf(set);
    UpdateText made = made(copy, TransactionRecord.removedBy(copy));
    TEXTS.put(copy, made);
    return made;
  }

  private static UpdateText made(Set<String> set, List<String> removed) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> placeholders = new HashMap<>();
    StringBuilder update = new StringBuilder("SET ");
    String separator = "";
    for (String name : set) {
      update.append(separator).append('#').append(name).append(" = :").append(name);
      names.put("#" + name, name);
      placeholders.put(name, ":" + name);
      separator = ", ";
    }
    separator = " REMOVE ";
    for (String name : removed) {
      update.append(separator).append('#').append(name);
      names.put("#" + name, name);
      separator = ", ";
    }
    names.put("#n", TransactionRecord.NONCE);
    return new UpdateText(update.toString(), names, placeholders);
  }

  /** The values by how they are called in expressions, those of the condition included. */
  Map<String, AttributeValue> values(
      Map<String, AttributeValue> set, AttributeValue nonce, AttributeValue versionBefore) {
    Map<String, AttributeValue> values = new HashMap<>();
    set.forEach((name, value) -> values.put(placeholders.get(name), value));
    values.put(":n", nonce);
    values.put(":before", versionBefore);
    return values;
  }
}
