package io.lambdatcc.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is passed on, and what is not. */
class ApiCallTest {

  @ParameterizedTest
  @CsvSource({
    "GET,  /transactions,                                ",
    "GET,  /transactions,                                phase=TRYING&limit=100",
    "GET,  /transactions,                                since=2030-01-31T12%3A00%3A00Z&cursor=a.b_c~d-e",
    "GET,  /transactions/order-17-1,                     ",
    "GET,  /transactions/order-17-1~0a1b,                ",
    "POST, /transactions/order-17-1~0a1b/cancel,         ",
    "POST, /transactions/order-17-1~0a1b/retry,          ",
    "POST, /transactions/o~0/branches/line-1/resolve,    ",
    "GET,  /participants,                                ",
    "POST, /participants/payment/retry,                  ",
    "GET,  /health,                                      ",
  })
  void theConsolesOwnCallsArePassedOnAsTheyAre(String method, String path, @Nullable String query) {
    String target = query == null ? path : path + "?" + query;
    assertThat(ApiCall.of(method, path, query)).contains(new ApiCall(method, target));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,    /transactions/order-17-1,                 ",
    "POST,   /transactions,                            ",
    "DELETE, /transactions/order-17-1,                 ",
    "HEAD,   /transactions,                            ",
    "get,    /transactions,                            ",
    "GET,    /transactions/,                           ",
    "GET,    /transactions/order-17-1/cancel,          ",
    "GET,    /transactions/a%2Fb,                      ",
    "GET,    /transactions/..,                         ",
    "GET,    /transactions/../stock/find/1,            ",
    "GET,    //transactions,                           ",
    "GET,    /stock/find/1,                            ",
    "POST,   /stock/tcc/try,                           ",
    "POST,   /transactions/o~0/branches/a.b/resolve,   ",
    "GET,    /openapi.json,                            ",
    "GET,    /transactions,                            limit=1&other=2",
    "GET,    /transactions,                            limit",
    "GET,    /transactions,                            phase=a b",
    "GET,    /transactions,                            phase=%zz",
    "GET,    /transactions/order-17-1,                 limit=1",
    "POST,   /transactions/order-17-1/retry,           limit=1",
  })
  void nothingElseIs(String method, String path, @Nullable String query) {
    assertThat(ApiCall.of(method, path, query)).isEmpty();
  }
}
