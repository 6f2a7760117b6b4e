package io.omfconnections.server.rest;

import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.IdentityProvider;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  private static final Set<String> TEMPLATES =
      Set.of(START, OPENAPI_YAML, OPENAPI_JSON, DOCS, DOCS_FILE);

  /** Browsers keep the content, but ask for changes before they use it. */
  private static final String REVALIDATED = "no-cache";

  /** The files of Swagger UI that the page needs, and their media types. */
  private static final Map<String, String> SWAGGER_UI_TYPES =
      Map.of(
          "swagger-ui.css", "text/css;charset=utf-8",
          "swagger-ui-bundle.js", "text/javascript;charset=utf-8",
          "favicon-32x32.png", "image/png");

  /** The files that have been loaded. */
  private static final Map<String, WebContent> SWAGGER_UI = new ConcurrentHashMap<>();

  /** Loads nothing from elsewhere, and runs no script that is part of a page. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final IdentityProvider provider;
  private final PublishedContract contract;
  private final RestServer.Site site;
  private final RequestContext request;

  @Inject
  WebPages(
      IdentityProvider provider,
      PublishedContract contract,
      RestServer.Site site,
      @Context ContainerRequestContext context) {
    this.provider = provider;
    this.contract = contract;
    this.site = site;
    this.request = RequestContext.of(context);
  }

  /** Returns the routes of this resource. */
  static List<Route> routes() {
    return TEMPLATES.stream()
        .flatMap(path -> Stream.of(Route.of("GET", path), Route.of("HEAD", path)))
        .toList();
  }

  /** Returns whether a path template is one of this resource. */
  static boolean isPage(@Nullable String template) {
    return template != null && TEMPLATES.contains(template);
  }

  /** Returns the start page. */
  @GET
  public Response start() {
    return page(
        StartPage.html(
            base(), provider instanceof BuiltInIssuer, isDevelopment() ? tenant() : null));
  }

  /** Returns the contract with the URLs of this service, in YAML. */
  @GET
  @Path(OPENAPI_YAML)
  public Response openApiYaml() {
    return contract.yaml(base()).response(request, REVALIDATED);
  }

  /** Returns the contract with the URLs of this service, in JSON. */
  @GET
  @Path(OPENAPI_JSON)
  public Response openApiJson() {
    return contract.json(base()).response(request, REVALIDATED);
  }

  /** Returns the page of Swagger UI. */
  @GET
  @Path(DOCS)
  public Response docs() {
    // Relative, because a proxy can have another path.
    String files = request.path().endsWith("/") ? "" : "docs/";
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
    if (!SWAGGER_UI_TYPES.containsKey(file)) {
      throw ApiException.unknownPath();
    }
    return SWAGGER_UI.computeIfAbsent(file, WebPages::swaggerUi).response(request, "max-age=86400");
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
    return request.directory().tenants().get(0);
  }

  private URI base() {
    return RequestUrls.base(site.urls(), request);
  }

  /** Reads and compresses a file of Swagger UI: when it is first loaded, and not at each start. */
  private static WebContent swaggerUi(String file) {
    try {
      Properties webjar = new Properties();
      webjar.load(
          new ByteArrayInputStream(
              resource("/META-INF/maven/org.webjars/swagger-ui/pom.properties")));
      String version = webjar.getProperty("version");
      return new WebContent(
          Objects.requireNonNull(SWAGGER_UI_TYPES.get(file)),
          resource("/META-INF/resources/webjars/swagger-ui/" + version + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(WebPages.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }
}
