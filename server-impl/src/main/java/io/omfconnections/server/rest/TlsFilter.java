package io.omfconnections.server.rest;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLConnectionContext;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.ssl.SSLUtils;

/**
 * Encrypts connections (TLS). Unlike Grizzly's own filter, it never waits for a client, and holds a
 * bounded amount of what a client sends: it disconnects clients that send records longer than TLS
 * allows, that have the server answer after the first handshake, by a renegotiation or an update of
 * keys, or that send more after the end of their data.
 *
 * <p>Grizzly's own filter waits for a renegotiation on a thread that processes requests. It loses
 * what follows an update of keys (TLS 1.3). It keeps records of 64 KiB, an object for each piece of
 * a record, and everything that follows the end of a client's data.
 */
final class TlsFilter extends SSLBaseFilter {
  /** The longest record: header, data, and what encryption adds (RFC 5246, section 6.2.3). */
  static final int MAX_RECORD_BYTES = 5 + 16 * 1024 + 2048;

  private final ExecutorService handshakes;

  private TlsFilter(SSLEngineConfigurator configurator, ExecutorService handshakes) {
    super(configurator);
    this.handshakes = handshakes;
  }

  /**
   * Has the connections of a listener encrypted.
   *
   * @return the threads of handshakes: half as many as processors, because a handshake takes as
   *     long as many requests, and anyone can begin any number of them
   */
  static ExecutorService encrypt(NetworkListener listener, SSLContext context) {
    ExecutorService handshakes =
        Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            task -> {
              Thread thread = new Thread(task, "tls-handshake");
              thread.setDaemon(true);
              return thread;
            });
    listener.setSecure(true);
    listener.setSSLEngineConfig(new SSLEngineConfigurator(context, false, false, false));
    listener.registerAddOn(
        (configured, chain) ->
            chain.set(
                chain.indexOfType(SSLBaseFilter.class),
                new TlsFilter(configured.getSslEngineConfig(), handshakes)));
    return handshakes;
  }

  @Override
  public NextAction handleRead(FilterChainContext context) throws IOException {
    Connection<?> connection = context.getConnection();
    if (!connection.isOpen()) {
      return context.getStopAction();
    }
    SSLEngine engine = SSLUtils.getSSLEngine(connection);
    if (Thread.currentThread() instanceof WorkerPool.Worker
        && (engine == null || SSLUtils.isHandshaking(engine))) {
      return WorkerPool.resumeLater(context, handshakes);
    }
    if (engine != null && engine.isInboundDone()) {
      throw new SSLException("Data follows the end of the client's data");
    }
    Buffer input = context.getMessage();
    if (SSLUtils.getSSLPacketSize(input) > MAX_RECORD_BYTES) {
      throw new SSLException("The record is too long");
    }
    if (input.isComposite()) {
      // A record that arrives in many pieces, which can be single bytes: Grizzly would keep an
      // object for each.
      byte[] bytes = new byte[input.remaining()];
      input.get(bytes);
      context.setMessage(Buffers.wrap(context.getMemoryManager(), bytes));
    }
    return super.handleRead(context);
  }

  /** Called after the first handshake only, when the client requires a response. */
  @Override
  protected Buffer doHandshakeSync(
      SSLConnectionContext tls, FilterChainContext context, Buffer input, long timeoutMillis)
      throws IOException {
    if (!tls.getSslEngine().isInboundDone()) {
      throw new SSLException("Renegotiation and updates of keys are not supported");
    }
    return doHandshakeStep(tls, context, input); // the end of the connection
  }
}
