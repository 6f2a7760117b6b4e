package io.omfconnections.contract.harness;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;

/**
 * One run of the suites: the server under test, and the recorder of every exchange of the run.
 *
 * <p>Whoever starts the tests creates it and stores it in JUnit's launcher session ({@link
 * #storeIn}), where {@link ContractSuite} tests find it.
 */
public final class ContractSession {
  // How long an interrupted run waits for responses to requests that were already sent.
  private static final int INTERRUPT_TIMEOUT_SECONDS = 10;

  private final Recorder recorder;
  private final Supplier<Target> targetSupplier;
  private @Nullable Target target;

  private final Set<Cleanup> cleanups = ConcurrentHashMap.newKeySet();

  /** Each request holds the read lock while it is sent; {@link #interrupt} holds the write lock. */
  private final ReentrantReadWriteLock sending = new ReentrantReadWriteLock();

  /**
   * Creates a session.
   *
   * @param recorder checks and stores every exchange
   * @param target supplies the server under test; called at most once, when the first test needs it
   */
  public ContractSession(Recorder recorder, Supplier<Target> target) {
    this.recorder = recorder;
    this.targetSupplier = target;
  }

  /** Makes this session available to all tests that the launcher session runs. */
  public void storeIn(LauncherSession launcher) {
    launcher.getStore().put(Namespace.create(ContractSession.class), ContractSession.class, this);
  }

  /**
   * Returns the session that was stored in the launcher session of the test.
   *
   * @throws IllegalStateException if there is none
   */
  static ContractSession of(ExtensionContext context) {
    ContractSession session =
        context
            .getStore(
                StoreScope.LAUNCHER_SESSION,
                ExtensionContext.Namespace.create(ContractSession.class))
            .get(ContractSession.class, ContractSession.class);
    if (session == null) {
      throw new IllegalStateException("The launcher session has no server to test");
    }
    return session;
  }

  /** Returns the recorder of all exchanges of the run. */
  public Recorder recorder() {
    return recorder;
  }

  /** Returns the server under test. */
  public synchronized Target target() {
    if (target == null) {
      target = targetSupplier.get();
    }
    return target;
  }

  /**
   * Returns the API with the administrator's credentials; {@code cleanup} reverts what its calls
   * change.
   */
  Api api(Cleanup cleanup) {
    Target server = target();
    // The cleanup sees an exchange before the check: a response that breaks the contract may have
    // created a connection, too.
    RecordingClient client =
        new RecordingClient(
            server.base(),
            exchange -> {
              cleanup.note(exchange);
              recorder.record(exchange);
            });
    return new Api(
        client,
        server.tokens(),
        cleanup,
        server.administrator(),
        server.tenant(),
        server.namespace(),
        server.versions().get(0),
        server.versions());
  }

  /**
   * Blocks all further requests of tests and runs the cleanup of every unfinished test. To be
   * called once, when the process is about to exit.
   *
   * @throws IllegalStateException if a request was still waiting for its response, so that what it
   *     created could not be deleted
   * @throws AssertionError if a cleanup failed
   */
  public void interrupt() throws InterruptedException {
    // Never released: a later request would create something that no one deletes.
    boolean idle = sending.writeLock().tryLock(INTERRUPT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    cleanups.forEach(Cleanup::run);
    if (!idle) {
      throw new IllegalStateException(
          "A request got no response in time; what it created was not deleted");
    }
  }

  /** Sends a request of a test, unless the run was interrupted: then it blocks forever. */
  Exchange send(Supplier<Exchange> request) {
    sending.readLock().lock();
    try {
      return request.get();
    } finally {
      sending.readLock().unlock();
    }
  }

  /** Registers a cleanup to be run by {@link #interrupt}. */
  void register(Cleanup cleanup) {
    cleanups.add(cleanup);
  }

  /** Removes a cleanup that has been run. */
  void unregister(Cleanup cleanup) {
    cleanups.remove(cleanup);
  }
}
