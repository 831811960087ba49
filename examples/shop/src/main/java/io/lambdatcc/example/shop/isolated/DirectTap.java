package io.lambdatcc.example.shop.isolated;

import io.lambdatcc.example.shop.demo.Wiretap;
import io.lambdatcc.example.shop.isolated.aws.LambdaApi;
import java.util.Optional;

/** The wiretap where requests reach a function past the gateway. */
record DirectTap(Wiretap wiretap) implements LambdaApi.Tap {
  private static final String FAILED =
      "{\"statusCode\":500,\"headers\":{\"content-type\":\"application/json\"},\"body\":\""
          + Wiretap.OUT_OF_ORDER.replace("\"", "\\\"")
          + "\"}";

  @Override
  public LambdaApi.Fate arrives(String path, String body) {
    Wiretap.Fate fate = wiretap.arrives(path, body);
    return new LambdaApi.Fate(fate.pause(), fate.fails() ? Optional.of(FAILED) : Optional.empty());
  }
}
