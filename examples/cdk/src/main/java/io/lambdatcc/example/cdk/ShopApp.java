package io.lambdatcc.example.cdk;

import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.StackProps;

/**
 * The app: {@code npx cdk synth} and {@code npx cdk deploy} in this folder run it.
 *
 * <p>Looks nothing up, so that it is synthesised without an account; the Region is that of whoever
 * deploys. {@code -c transport=lambda} has the coordinator invoke the shop's functions directly;
 * {@code -c beginBesideTry=prepared}, and later {@code enabled}, has Tries leave beside the begin.
 */
public final class ShopApp {
  private ShopApp() {}

  /** Synthesises the app into {@code cdk.out}, or wherever the CDK's command line wants it. */
  public static void main(String[] arguments) {
    App app = app();
    shop(
        app,
        Path.of("..", ".."),
        Transport.of(context(app, "transport", "https")),
        BeginBesideTry.of(context(app, "beginBesideTry", "disabled")));
    app.synth();
  }

  private static String context(App app, String name, String absent) {
    Object value = app.getNode().tryGetContext(name);
    return value == null ? absent : value.toString();
  }

  /** An app without metadata about whoever builds it, and with today's rules for versions. */
  static App app() {
    return new App(
        AppProps.builder()
            .analyticsReporting(false)
            .postCliContext(
                Map.of(
                    "@aws-cdk/aws-lambda:recognizeVersionProps", true,
                    "@aws-cdk/aws-lambda:recognizeLayerVersion", true))
            .build());
  }

  static ShopStack shop(
      App app, Path repository, Transport transport, BeginBesideTry beginBesideTry) {
    return new ShopStack(
        app,
        "lambda-tcc-shop",
        StackProps.builder()
            .description("A TCC coordinator and the three services of a small shop.")
            // no parameter of which only the CDK knows what it is for
            .synthesizer(
                DefaultStackSynthesizer.Builder.create()
                    .generateBootstrapVersionRule(false)
                    .build())
            .build(),
        repository,
        transport,
        beginBesideTry);
  }
}
