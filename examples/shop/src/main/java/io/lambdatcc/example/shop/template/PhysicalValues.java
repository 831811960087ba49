package io.lambdatcc.example.shop.template;

/** What a deployment knows of its resources and the template does not: their names and ARNs. */
public interface PhysicalValues {
  /**
   * What {@code !Ref} of a resource gives; or of a pseudo parameter such as {@code AWS::Region},
   * except {@code AWS::NoValue}.
   *
   * @param id logical id; {@code <function>.Alias} for the alias that SAM makes and {@code
   *     <function>.Version} for what it points at
   */
  String reference(String id);

  /**
   * What {@code !GetAtt} gives.
   *
   * @param id logical id, as in {@link #reference}
   * @param attribute such as {@code Arn}
   */
  String attribute(String id, String attribute);
}
