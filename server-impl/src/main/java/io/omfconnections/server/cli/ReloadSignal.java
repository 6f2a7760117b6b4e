package io.omfconnections.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP. Java has no supported interface for signals, only {@code sun.misc.Signal}. It is
 * called by reflection, because the compiler warns about it, and not every JVM has it.
 */
final class ReloadSignal {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

  private ReloadSignal() {}

  /**
   * Runs an action for each SIGHUP, which would end the process otherwise. Does nothing on systems
   * without this signal.
   *
   * @param action must not wait: the JVM starts a thread for each signal
   */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calls =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calls);
    } catch (InvocationTargetException e) {
      // Windows has no SIGHUP, and the option -Xrs of Java reserves it.
      LOG.debug("SIGHUP can't be handled", e.getCause());
    } catch (ReflectiveOperationException e) {
      LOG.debug("This JVM can't handle signals", e);
    }
  }
}
