package io.omfconnections.server.rest;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Buffer;
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
 */
final class TlsFilter extends SSLBaseFilter {
  /** The longest record: header, data, and what encryption adds (RFC 5246, section 6.2.3). */
  static final int MAX_RECORD_BYTES = 5 + 16 * 1024 + 2048;

  private TlsFilter(SSLEngineConfigurator configurator) {
    super(configurator);
  }

  /** Has the connections of a listener encrypted. */
  static void encrypt(NetworkListener listener, SSLContext context) {
    listener.setSecure(true);
    listener.setSSLEngineConfig(new SSLEngineConfigurator(context, false, false, false));
    listener.registerAddOn(
        (configured, chain) ->
            chain.set(
                chain.indexOfType(SSLBaseFilter.class),
                new TlsFilter(configured.getSslEngineConfig())));
  }

  @Override
  public NextAction handleRead(FilterChainContext context) throws IOException {
    SSLEngine engine = SSLUtils.getSSLEngine(context.getConnection());
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
