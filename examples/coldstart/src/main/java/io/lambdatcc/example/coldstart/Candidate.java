package io.lambdatcc.example.coldstart;

import java.nio.file.Path;
import java.util.Locale;

/** A function on a JDK, with an archive or without: one row of the table. */
record Candidate(Subject subject, Jdk jdk, Archive archive) {
  /** Its name as a Lambda function. */
  String functionName() {
    return (subject.name() + "-" + jdk.feature() + "-" + archive)
        .replaceAll("[^A-Za-z0-9]+", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Where its archive is. */
  Path archiveIn(Path directory) {
    return directory.resolve(functionName() + ".archive");
  }
}
