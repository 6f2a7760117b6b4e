package io.omfconnections.contract.faulty;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command line of the kit's jar, run in this process.
 *
 * <p>A process of its own for each faulty server would spend nearly all of its time on starting,
 * and on code that is not compiled yet. The jar's classes are loaded by a class loader of their
 * own, so that they use nothing of this module's class path.
 */
final class KitJar implements AutoCloseable {
  private final URLClassLoader loader;

  /** Opens a jar. */
  KitJar(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      throw new IOException(jar + " is missing: build all modules");
    }
    loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  /**
   * Runs a command, without environment variables.
   *
   * @param output receives what the command prints
   * @return the exit status
   */
  int run(List<String> arguments, Path output) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // JUnit and picocli find classes and resources by it.
    thread.setContextClassLoader(loader);
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(output))) {
      Method factory =
          loader
              .loadClass("io.omfconnections.contract.cli.Main")
              .getDeclaredMethod("commandLine", Map.class);
      factory.setAccessible(true);
      Object commandLine = factory.invoke(null, Map.of());
      Class<?> type = commandLine.getClass();
      type.getMethod("setOut", PrintWriter.class).invoke(commandLine, out);
      type.getMethod("setErr", PrintWriter.class).invoke(commandLine, out);
      return (int)
          type.getMethod("execute", String[].class)
              .invoke(commandLine, (Object) arguments.toArray(String[]::new));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
