package io.lambdatcc.example.coldstart;

import java.nio.file.Path;
import java.util.List;

/** What a JVM may have prepared in an earlier run. */
enum Archive {
  /** Nothing but the archive of the JDK's own classes, which is what Lambda starts with. */
  NONE("as on Lambda", 17) {
    @Override
    List<String> toWrite(Path file) {
      return List.of();
    }

    @Override
    List<String> toRead(Path file) {
      return List.of();
    }
  },

  /** The classes of the function too, parsed and verified. */
  CLASS_DATA("with a class-data archive", 17) {
    @Override
    List<String> toWrite(Path file) {
      return List.of("-XX:ArchiveClassesAtExit=" + file);
    }

    @Override
    List<String> toRead(Path file) {
      return List.of("-XX:SharedArchiveFile=" + file);
    }
  },

  /** The classes, loaded and linked, and what was learned of their methods. */
  AOT_CACHE("with an AOT cache", 25) {
    @Override
    List<String> toWrite(Path file) {
      return List.of("-XX:AOTCacheOutput=" + file);
    }

    @Override
    List<String> toRead(Path file) {
      // refuses to start rather than be slow without it
      return List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on");
    }
  };

  private final String words;
  private final int since;

  Archive(String words, int since) {
    this.words = words;
    this.since = since;
  }

  /** The options of the run that prepares the file. */
  abstract List<String> toWrite(Path file);

  /** The options of the runs that use it. */
  abstract List<String> toRead(Path file);

  /** How tables call it. */
  String words() {
    return words;
  }

  /** Whether this JDK can do it. */
  boolean isOf(Jdk jdk) {
    return jdk.feature() >= since;
  }
}
