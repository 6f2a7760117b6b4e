package io.omfconnections.server.rest;

import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The page that a browser shows for the base URL of the service. */
final class StartPage {
  private StartPage() {}

  /**
   * Returns the page.
   *
   * @param base the base URL of the service, as seen by the client
   * @param issuesTokens whether the service has a token endpoint
   * @param development the tenant of the development directory, whose credentials are public; null
   *     if another directory is served
   */
  static String html(URI base, boolean issuesTokens, @Nullable Tenant development) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>OMF Connections server</title>
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
    pre { background: #f0f0f0; padding: 1rem; overflow-x: auto; }
    th { text-align: left; padding-right: 2rem; font-weight: normal; }
    </style>
    </head>
    <body>
    <h1>OMF Connections server</h1>
    <p>A reference server for the OMF Connections API of AVEVA CONNECT data services. It is not
    affiliated with AVEVA.</p>
    <ul>
    <li><a href="docs">Try the API</a> in this browser</li>
    <li>The API description: <a href="openapi.yaml">openapi.yaml</a>,
    <a href="openapi.json">openapi.json</a></li>
    <li><a href="identity/.well-known/openid-configuration">Discovery document</a> of the token
    issuer</li>
    <li>Health: <a href="health/live">live</a>, <a href="health/ready">ready</a></li>
    </ul>
    %s
    </body>
    </html>
    """
        .formatted(issuesTokens ? tokens(base, development) : EXTERNAL);
  }

  private static final String EXTERNAL =
      "<p>Tokens come from another service, which the discovery document names.</p>";

  private static String tokens(URI base, @Nullable Tenant development) {
    String tenant = development == null ? "TENANT" : development.id();
    String namespace = development == null ? "NAMESPACE" : development.namespaceIds().get(0);
    String client = development == null ? "CLIENT_ID" : development.clients().get(0).id();
    String secret = development == null ? "CLIENT_SECRET" : DirectoryFile.DEVELOPMENT_SECRET;
    String known =
        development == null
            ? "<p>The operator of this server knows the tenants, namespaces and clients.</p>"
            : """
            <table>
            <tr><th>Tenant</th><td><code>%s</code></td></tr>
            <tr><th>Namespaces</th><td><code>%s</code></td></tr>
            <tr><th>Client id</th><td><code>%s</code></td></tr>
            <tr><th>Client secret</th><td><code>%s</code></td></tr>
            </table>
            <p>These credentials are public, for development on this machine only.</p>
            """
                .formatted(tenant, String.join(", ", development.namespaceIds()), client, secret);
    return """
    %1$s
    <h2>Get a token</h2>
    <pre>curl %2$s/identity/connect/token \\
      -d grant_type=client_credentials -d client_id=%3$s \\
      -d client_secret=%4$s</pre>
    <h2>List the connections</h2>
    <pre>curl %2$s/api/v1/tenants/%5$s/namespaces/%6$s/omfConnections \\
      -H "Authorization: Bearer TOKEN"</pre>
    """
        .formatted(known, base, client, secret, tenant, namespace);
  }
}
