package io.omfconnections.contract.harness;

import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The server that the suites share, and what they may call themselves there.
 *
 * @param base the server's base: scheme, host, port, and the path before {@code /api}
 * @param tokens the tokens of that server
 * @param tenant the tenant to work in
 * @param namespace the namespace to work in
 * @param administrator a client that may do everything there
 * @param second a client that is not an administrator; null: there is none
 * @param versions the versions of the API to call, at least one
 */
public record Target(
    URI base,
    Tokens tokens,
    String tenant,
    String namespace,
    Caller administrator,
    @Nullable Caller second,
    List<String> versions) {
  /** Records every exchange of the run, with whatever server. */
  public static final Recorder RECORDER = new Recorder(Api.CONTRACT);

  /** Starts the server that the suites share when nobody has said which it is. */
  public interface Starter {
    /** Starts it; it runs until the process ends. */
    Target start();
  }

  private static @Nullable Target shared;

  /** Has the suites share this server. */
  public static synchronized void use(Target target) {
    shared = target;
  }

  /**
   * The shared server: the one that was named, or else one that a {@link Starter} on the class path
   * starts when it is first asked for.
   */
  public static synchronized Target shared() {
    if (shared == null) {
      shared =
          ServiceLoader.load(Starter.class)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("Nobody has said which server to test"))
              .start();
    }
    return shared;
  }

  /** The operations as the administrator, with something that cleans up after them. */
  public Api api(Cleanup cleanup) {
    // The cleanup sees each exchange before the check does: what breaks the contract is done, too.
    RecordingClient client =
        new RecordingClient(
            base,
            exchange -> {
              cleanup.note(exchange);
              RECORDER.record(exchange);
            });
    return new Api(
        client, tokens, cleanup, administrator, tenant, namespace, versions.get(0), versions);
  }
}
