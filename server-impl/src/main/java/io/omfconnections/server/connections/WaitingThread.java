package io.omfconnections.server.connections;

/**
 * A thread that a {@link ConnectionStore} tells when it waits for a commit that further writes can
 * share. Its pool can then have another thread process the next request.
 */
public interface WaitingThread {
  /** Called before the thread waits. */
  void beginWaiting();

  /** Called when the thread goes on. */
  void endWaiting();

  /** Something for which a thread waits. */
  @FunctionalInterface
  interface Wait<T, E extends Exception> {
    /** Returns when the wait has ended. */
    T await() throws E;
  }

  /** Waits, and tells the thread about it if it is a {@link WaitingThread}. */
  static <T, E extends Exception> T await(Wait<T, E> wait) throws E {
    if (!(Thread.currentThread() instanceof WaitingThread thread)) {
      return wait.await();
    }
    thread.beginWaiting();
    try {
      return wait.await();
    } finally {
      thread.endWaiting();
    }
  }
}
