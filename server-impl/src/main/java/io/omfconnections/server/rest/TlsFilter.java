package io.omfconnections.server.rest;

import static org.glassfish.grizzly.ssl.SSLUtils.isHandshaking;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLConnectionContext;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;

/**
 * Encrypts connections (TLS). Unlike Grizzly's own filter, it never waits for a client: a client
 * that starts a renegotiation, which only TLS 1.2 has, would hold a thread for as long as it
 * pleases, and is disconnected.
 */
final class TlsFilter extends SSLBaseFilter {
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

  /** Continues a handshake after the first one, as long as that needs nothing from the client. */
  @Override
  protected Buffer doHandshakeSync(
      SSLConnectionContext tls, FilterChainContext context, Buffer input, long timeoutMillis)
      throws IOException {
    Buffer rest = doHandshakeStep(tls, context, input);
    if (isHandshaking(tls.getSslEngine())) {
      throw new SSLException("Renegotiation is not supported");
    }
    return rest;
  }
}
