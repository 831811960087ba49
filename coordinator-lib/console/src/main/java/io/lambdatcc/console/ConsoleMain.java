package io.lambdatcc.console;

import io.lambdatcc.client.HttpCaller;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * Runs the console for a coordinator until the process is ended, with the AWS credentials that the
 * AWS command line would use.
 *
 * <p>Reads {@link ConsoleSettings} from system properties, prints {@code console: <address>} when
 * it can be opened, and ends with its parent process. Exits with 2, and one line that says why,
 * where a setting is wrong.
 */
final class ConsoleMain {
  private static final int TOKEN_BYTES = 24;
  private static final int BAD_SETTING = 2;

  private ConsoleMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    exitWithParent();
    ConsoleSettings settings;
    try {
      settings = ConsoleSettings.from(System.getProperties(), System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("console: " + e.getMessage());
      System.exit(BAD_SETTING);
      return;
    }
    try (SdkHttpClient http = Apache5HttpClient.create();
        DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
        HttpCaller caller = HttpCaller.signed(http, settings.region(), credentials);
        SigningProxy proxy =
            SigningProxy.start(
                settings.port(),
                settings.endpoint(),
                caller,
                () -> problem(credentials),
                newToken())) {
      System.out.println(
          "The console of " + settings.endpoint() + ", signing for " + settings.region() + ".");
      System.out.println("Whoever has this address acts with your credentials; keep it to you.");
      System.out.println("console: " + proxy.address());
      new CountDownLatch(1).await(); // for ever
    }
  }

  /** Asked before each call: what has expired may have been renewed meanwhile. */
  private static Optional<String> problem(AwsCredentialsProvider credentials) {
    try {
      credentials.resolveCredentials();
      return Optional.empty();
    } catch (SdkException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Maven ends its children when it is asked to end, but not when it is killed. */
  private static void exitWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> System.exit(0));
            });
  }
}
