package io.omfconnections.server.rest;

import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Pages for people, outside the contract and without a token: a start page, the contract with the
 * URLs of this service, and Swagger UI. They tell nothing secret: tenants, namespaces and the
 * secret of a client only if they are those of the development directory, which are public.
 */
@Path("/")
@Produces(MediaType.WILDCARD)
public final class WebPages {
  static final String START = "/";
  static final String OPENAPI_YAML = "/openapi.yaml";
  static final String OPENAPI_JSON = "/openapi.json";
  static final String DOCS = "/docs";
  static final String DOCS_FILE = "/docs/{file}";

  private static final String INITIALIZER = "swagger-initializer.js";

  /** The files of Swagger UI that the page needs, and their media types. */
  private static final Map<String, String> SWAGGER_UI =
      Map.of(
          "swagger-ui.css",
          "text/css;charset=utf-8",
          "swagger-ui-bundle.js",
          "text/javascript;charset=utf-8",
          "favicon-32x32.png",
          "image/png");

  private static final String SWAGGER_UI_FOLDER =
      "/META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";

  /** Loads nothing from elsewhere, and runs no script that is part of a page. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final IdentityProvider provider;
  private final TenantDirectory directory;
  private final PublishedContract contract;
  private final RestServer.Site site;
  private final RequestContext request;

  @Inject
  WebPages(
      IdentityProvider provider,
      TenantDirectory directory,
      PublishedContract contract,
      RestServer.Site site,
      @Context ContainerRequestContext context) {
    this.provider = provider;
    this.directory = directory;
    this.contract = contract;
    this.site = site;
    this.request = RequestContext.of(context);
  }

  /** Returns the routes of this resource. */
  static List<Route> routes() {
    return List.of(START, OPENAPI_YAML, OPENAPI_JSON, DOCS, DOCS_FILE).stream()
        .flatMap(path -> List.of(Route.of("GET", path), Route.of("HEAD", path)).stream())
        .toList();
  }

  /** Returns the start page to browsers; to other clients, the path does not exist. */
  @GET
  @Path(START)
  public Response start() {
    String accept = request.accept();
    if (accept == null || !accept.contains("text/html")) {
      throw ApiException.unknownPath();
    }
    return page(
        StartPage.html(
            base(), provider instanceof BuiltInIssuer, isDevelopment() ? tenant() : null));
  }

  /** Returns the contract with the URLs of this service, in YAML. */
  @GET
  @Path(OPENAPI_YAML)
  public Response openApiYaml() {
    return Response.ok(contract.yaml(base()), "application/yaml").build();
  }

  /** Returns the contract with the URLs of this service, in JSON. */
  @GET
  @Path(OPENAPI_JSON)
  public Response openApiJson() {
    return Response.ok(contract.json(base()), MediaType.APPLICATION_JSON).build();
  }

  /** Returns the page of Swagger UI. */
  @GET
  @Path(DOCS)
  public Response docs() {
    // Not relative, because the path can end with a slash or not.
    String files = base().getPath() + "/docs/";
    return page(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>OMF Connections API</title>
        <link rel="icon" type="image/png" href="%1$sfavicon-32x32.png">
        <link rel="stylesheet" href="%1$sswagger-ui.css">
        </head>
        <body>
        <div id="swagger-ui"></div>
        <script src="%1$sswagger-ui-bundle.js"></script>
        <script src="%1$sswagger-initializer.js"></script>
        </body>
        </html>
        """
            .formatted(files));
  }

  /** Returns a file that the page of Swagger UI loads. */
  @GET
  @Path(DOCS_FILE)
  public Response docsFile(@PathParam("file") String file) {
    if (file.equals(INITIALIZER)) {
      return Response.ok(initializer(), "text/javascript;charset=utf-8").build();
    }
    String type = SWAGGER_UI.get(file);
    if (type == null) {
      throw ApiException.unknownPath();
    }
    InputStream content = WebPages.class.getResourceAsStream(SWAGGER_UI_FOLDER + file);
    return Response.ok(Objects.requireNonNull(content), type)
        .header(HttpHeaders.CACHE_CONTROL, "max-age=3600")
        .build();
  }

  private String initializer() {
    String credentials =
        isDevelopment()
            ? "clientId: '%s', clientSecret: '%s'"
                .formatted(tenant().clients().get(0).id(), DirectoryFile.DEVELOPMENT_SECRET)
            : "";
    return """
    const ui = SwaggerUIBundle({
      url: new URL('../openapi.json', document.currentScript.src).href,
      dom_id: '#swagger-ui',
      validatorUrl: null,
      presets: [SwaggerUIBundle.presets.apis],
      layout: 'BaseLayout'
    });
    ui.initOAuth({%s});
    """
        .formatted(credentials);
  }

  private static String swaggerUiVersion() {
    String file = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    try (InputStream in = Objects.requireNonNull(WebPages.class.getResourceAsStream(file))) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response page(String html) {
    return Response.ok(html, "text/html;charset=utf-8")
        .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .build();
  }

  private boolean isDevelopment() {
    return provider instanceof BuiltInIssuer && site.development();
  }

  private Tenant tenant() {
    return directory.tenants().get(0);
  }

  private URI base() {
    return RequestUrls.base(site.urls(), request);
  }
}
