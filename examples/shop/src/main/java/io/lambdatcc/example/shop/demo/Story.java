package io.lambdatcc.example.shop.demo;

/** Something that happens in the shop, with claims about how it ends. */
interface Story {

  /** What it is about, in one line. */
  String title();

  /** Lets it happen. */
  void tell(Stage stage, Narrator say) throws Exception;
}
