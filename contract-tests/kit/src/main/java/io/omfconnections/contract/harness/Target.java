package io.omfconnections.contract.harness;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server that the suites test, and the tenant, namespace and clients that they use on it.
 *
 * @param base the base URL: scheme, host, port, and the path before {@code /api} if there is one
 * @param tokens obtains access tokens for the server
 * @param tenant the identifier of the tenant to work in
 * @param namespace the identifier of the namespace to work in
 * @param administrator a client that has the tenant's administrator role
 * @param second a client without the administrator role, or null: then tests that need one are
 *     skipped
 * @param versions the API versions to test, at least one
 */
public record Target(
    URI base,
    Tokens tokens,
    String tenant,
    String namespace,
    Caller administrator,
    @Nullable Caller second,
    List<String> versions) {}
