package io.omfconnections.server.cli;

import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.PrintWriter;
import java.net.URI;

/** What a start prints: where the service is, and what to paste next. */
final class Welcome {
  private Welcome() {}

  static void print(PrintWriter out, OmfConnectionsServer server, ServerConfig config) {
    URI base = server.baseUri();
    URI publicUri = config.publicUri();
    URI reached = publicUri == null ? base : publicUri;
    if (config.externalIssuer() == null) {
      out.println("Token endpoint:  " + reached + "/identity/connect/token");
    } else {
      out.println("Tokens from:     " + config.externalIssuer().issuer());
    }
    out.println(
        "Data:            "
            + (config.dataDirectory() == null
                ? "in memory, gone at the end"
                : config.dataDirectory().toAbsolutePath()));
    if (config.directory() == null && config.externalIssuer() == null) {
      development(out, base, server.directory().tenants().get(0));
    }
    if (!server.isLoopbackOnly() && publicUri == null) {
      out.println(
          "WARNING: other machines reach this address, and it speaks plain HTTP: tokens and secrets"
              + " can be read on the way. Put TLS in front of it, and say where with --public-url.");
    }
    out.println("Listening on " + base);
  }

  private static void development(PrintWriter out, URI base, Tenant tenant) {
    String clientId = tenant.clients().get(0).id();
    String namespaceId = tenant.namespaceIds().get(0);
    out.println("Tenant:          " + tenant.id());
    out.println("Namespace:       " + namespaceId);
    out.println("Client id:       " + clientId);
    out.println("Client secret:   " + DirectoryFile.DEVELOPMENT_SECRET);
    out.println("These credentials are published and protect nothing: for this machine only.");
    out.println();
    out.println("Create a connection:");
    out.println();
    out.println(
        """
          TOKEN=$(curl -s %1$s/identity/connect/token \\
            -d grant_type=client_credentials -d client_id=%2$s \\
            -d client_secret=%3$s | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
          curl -s %1$s/api/v1/tenants/%4$s/namespaces/%5$s/omfConnections \\
            -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
            -d '{"Name":"My first connection","ClientIds":["%2$s"]}'
        """
            .formatted(base, clientId, DirectoryFile.DEVELOPMENT_SECRET, tenant.id(), namespaceId));
  }
}
