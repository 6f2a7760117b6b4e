package io.omfconnections.server.rest;

import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.TransportProbe;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * Passes an {@link OutOfMemoryError} to the default uncaught exception handler. Grizzly and Jersey
 * catch every error and carry on, but a process that has run out of memory may have lost parts of
 * its work. The command line program installs a handler that ends the process; an embedded server
 * does what its application has decided.
 */
public final class FatalErrors implements AddOn {
  private static final int MAX_CAUSES = 10;

  /** Reports the error if it is, or was caused by, an {@link OutOfMemoryError}. */
  public static void report(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof OutOfMemoryError) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler != null) {
          handler.uncaughtException(Thread.currentThread(), cause);
        }
        return;
      }
      cause = cause.getCause();
    }
  }

  /** Reports the errors of the threads that wait for events of connections. */
  @Override
  public void setup(NetworkListener listener, FilterChainBuilder chain) {
    listener
        .getTransport()
        .getMonitoringConfig()
        .addProbes(
            new TransportProbe.Adapter() {
              @Override
              public void onErrorEvent(Transport transport, Throwable error) {
                report(error);
              }
            });
    chain.add(
        1, // after the transport
        new BaseFilter() {
          @Override
          public void exceptionOccurred(FilterChainContext context, Throwable error) {
            report(error);
          }
        });
  }
}
