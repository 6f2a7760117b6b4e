package io.omfconnections.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.omfconnections.server.logging.BoundedAppender;
import java.util.function.Function;

/** The metrics of a server, and those of its process. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Creates the metrics. Each server has its own, also if several run in one JVM. */
  Metrics() {
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    FunctionCounter.builder("omf.log.lines.dropped", this, metrics -> BoundedAppender.allDropped())
        .description("Log lines that were dropped because nothing read the log in time")
        .register(registry);
  }

  /** Passes new metrics to the start of their server, and closes them if the start fails. */
  static <T> T pass(Function<Metrics, T> start) {
    Metrics metrics = new Metrics();
    try {
      return start.apply(metrics);
    } catch (RuntimeException | Error e) {
      metrics.close();
      throw e;
    }
  }

  /** Returns the registry, to which the parts of the server add their meters. */
  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
