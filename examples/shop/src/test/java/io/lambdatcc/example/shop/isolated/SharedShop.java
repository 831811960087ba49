package io.lambdatcc.example.shop.isolated;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One isolated shop, whose calls go through the gateway, for all classes that ask for it: a dozen
 * processes take their time to start. It is opened for the first and closed after the last. Which
 * is the first is said by {@link org.junit.jupiter.api.Order} on the classes: schedules once
 * started are not stopped.
 */
final class SharedShop implements ParameterResolver {
  /** Enough for a service whose call comes back to it. */
  private static final int SANDBOXES = 2;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == OpenShop.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedShop.class))
        .getOrComputeIfAbsent(
            OpenShop.class,
            unused -> new OpenShop(IsolatedShop.Transport.HTTPS, SANDBOXES),
            OpenShop.class);
  }
}
