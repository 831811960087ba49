package io.lambdatcc.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the unfinished transactions, as the coordinator shows them.
 *
 * @param transactions in no particular order; there may be none although there is a next part
 * @param unreadable keys of what the log has and this coordinator does not understand
 * @param next where the next part of the list is, relative to the coordinator; null after the last
 */
public record TransactionList(
    List<TransactionDocument> transactions, List<String> unreadable, @Nullable String next) {

  private static final int MAX_ELEMENTS = 1000;

  public TransactionList {
    transactions = List.copyOf(transactions);
    unreadable = List.copyOf(unreadable);
  }

  public String toJson() {
    JsonWriter json =
        new JsonWriter()
            .put("transactions", transactions.stream().map(TransactionDocument::writer).toList());
    if (!unreadable.isEmpty()) {
      json.put("unreadable", JsonText.of(unreadable));
    }
    if (next != null) {
      json.put("next", next);
    }
    return json.text();
  }

  /**
   * Reads a list.
   *
   * @throws WireFormatException naming the field that is missing or wrong
   */
  public static TransactionList fromJson(String text) {
    JsonObject json = JsonObject.parse(text);
    List<TransactionDocument> transactions = new ArrayList<>();
    for (JsonObject each : json.objects("transactions", MAX_ELEMENTS)) {
      transactions.add(TransactionDocument.of(each));
    }
    return new TransactionList(
        transactions,
        json.optionalStrings("unreadable", MAX_ELEMENTS),
        json.optionalString("next"));
  }
}
