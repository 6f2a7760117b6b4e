package io.omfconnections.server.cli;

import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;

/** Message printed at startup: the URLs of the service, and commands to try it with. */
final class StartupMessage {
  private StartupMessage() {}

  static void print(PrintWriter out, OmfConnectionsServer server, ServerConfig config) {
    URI base = server.baseUri();
    URI publicUri = config.publicUri();
    String clientUri = String.valueOf(publicUri == null ? base : publicUri);
    if (publicUri == null && server.isOnAllAddresses()) {
      clientUri = base.getScheme() + "://HOST:" + base.getPort();
    }
    if (config.externalIssuer() == null) {
      out.println("Token endpoint:  " + clientUri + "/identity/connect/token");
    } else {
      out.println("Token issuer:    " + config.externalIssuer().issuer());
    }
    out.println("Data:            " + data(config));
    if (server.metricsUri() != null) {
      out.println("Metrics:         " + server.metricsUri());
    }
    String curl = "curl -s";
    if (config.tlsSelfSigned()) {
      Path certificate = OmfConnectionsServer.selfSignedCertificate(config).toAbsolutePath();
      out.println("Certificate:     " + certificate + " (self-signed: clients must trust it)");
      curl = "curl -s --cacert '" + certificate + "'";
    }
    if (config.directory() == null && config.externalIssuer() == null) {
      printDevelopmentCredentials(out, curl, base, server.directory().tenants().get(0));
    }
    if (!server.isLoopbackOnly() && publicUri == null && base.getScheme().equals("http")) {
      out.println(
          "WARNING: other machines can connect, and the connection is plain HTTP: tokens and"
              + " secrets can be intercepted. Use --tls-certificate, or a proxy that terminates"
              + " TLS, and configure its URL with --public-url.");
    }
    if (!server.isLoopbackOnly()) {
      printNames(out, clientUri, config.publicUri() == null, server.isOnAllAddresses());
    }
    out.println("Listening on " + base);
  }

  /** Says which names clients can use: the others do not fit to the issuer of their tokens. */
  private static void printNames(
      PrintWriter out, String clientUri, boolean isDefault, boolean onAllAddresses) {
    if (isDefault && onAllAddresses) {
      out.println(
          "Clients use "
              + clientUri
              + ", where HOST is any name or address of this machine, and get an issuer with the"
              + " same name. If all of them use one name, set it with --public-url.");
    } else {
      out.println(
          "Clients must use "
              + clientUri
              + (isDefault ? ", or set the URL that they use with --public-url." : "."));
    }
  }

  private static String data(ServerConfig config) {
    if (config.database() != null) {
      return config.database().location();
    }
    return config.dataDirectory() == null
        ? "in memory only, discarded at exit"
        : config.dataDirectory().toAbsolutePath().toString();
  }

  private static void printDevelopmentCredentials(
      PrintWriter out, String curl, URI base, Tenant tenant) {
    String clientId = tenant.clients().get(0).id();
    String namespaceId = tenant.namespaceIds().get(0);
    out.println("Tenant:          " + tenant.id());
    out.println("Namespace:       " + namespaceId);
    out.println("Client id:       " + clientId);
    out.println("Client secret:   " + DirectoryFile.DEVELOPMENT_SECRET);
    out.println(
        "These credentials are public: use them only on this machine, and never in production.");
    out.println();
    out.println("Create a connection:");
    out.println();
    out.println(
        """
          TOKEN=$(%6$s %1$s/identity/connect/token \\
            -d grant_type=client_credentials -d client_id=%2$s \\
            -d client_secret=%3$s | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
          %6$s %1$s/api/v1/tenants/%4$s/namespaces/%5$s/omfConnections \\
            -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
            -d '{"Name":"My first connection","ClientIds":["%2$s"]}'
        """
            .formatted(
                base, clientId, DirectoryFile.DEVELOPMENT_SECRET, tenant.id(), namespaceId, curl));
  }
}
