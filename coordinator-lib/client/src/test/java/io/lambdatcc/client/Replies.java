package io.lambdatcc.client;

import io.lambdatcc.wire.JsonText;
import io.lambdatcc.wire.ProblemType;
import io.lambdatcc.wire.TransactionDocument;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies as a coordinator writes them. */
final class Replies {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private Replies() {}

  static TransactionDocument document(String name, String phase) {
    return document(name, phase, null);
  }

  static TransactionDocument document(String name, String phase, @Nullable String reason) {
    return new TransactionDocument(
        name + "~token1",
        phase,
        null,
        List.of(
            new TransactionDocument.Branch("stock", "stock", null, "TRIED", 1, null, null, null)),
        reason,
        "contended".equals(reason) || "deadline".equals(reason),
        CREATED,
        CREATED.plusSeconds(10),
        false,
        TransactionDocument.Times.NONE,
        List.of());
  }

  static String json(String name, String phase) {
    return document(name, phase).toJson();
  }

  static String refused(String name) {
    return ProblemType.CANCELLED
        .problem("less than 3 of apple")
        .with("reason", "refused")
        .with("branch", "stock")
        .with("code", "out-of-stock")
        .with("retryable", false)
        .with("transaction", JsonText.parse(document(name, "CANCELLED", "refused").toJson()))
        .toJson();
  }

  static String contended(String name) {
    return ProblemType.CANCELLED
        .problem("it waited for what others hold")
        .with("reason", "contended")
        .with("retryable", true)
        .with("transaction", JsonText.parse(document(name, "CANCELLED", "contended").toJson()))
        .toJson();
  }

  static String problem(ProblemType type) {
    return type.problem("as scripted").toJson();
  }
}
