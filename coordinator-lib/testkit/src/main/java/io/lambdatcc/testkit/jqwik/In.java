package io.lambdatcc.testkit.jqwik;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * For which scenario a generated {@link io.lambdatcc.testkit.plan.FaultPlan} is; without it, for
 * the one with two branches.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.TYPE_USE})
public @interface In {
  /** The name of a standard scenario. */
  String value();
}
