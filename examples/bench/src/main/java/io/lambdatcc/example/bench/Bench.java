package io.lambdatcc.example.bench;

import java.util.List;

/** Something that is measured. */
interface Bench {
  /** By which it is asked for. */
  String name();

  /** Measures it; what it has started has ended when this returns or throws. */
  List<Row> run(Settings settings) throws Exception;
}
