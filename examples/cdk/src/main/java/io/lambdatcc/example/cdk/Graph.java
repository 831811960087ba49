package io.lambdatcc.example.cdk;

import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.GraphWidgetView;
import software.amazon.awscdk.services.cloudwatch.IMetric;

/** Graphs by the minute, three in a row. */
final class Graph {
  private Graph() {}

  static GraphWidget of(String title, String statistic, IMetric... metrics) {
    return GraphWidget.Builder.create()
        .title(title)
        .width(8)
        .height(6)
        .view(GraphWidgetView.TIME_SERIES)
        .statistic(statistic)
        .period(Duration.minutes(1))
        .left(List.of(metrics))
        .build();
  }
}
