package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import java.time.Duration;

/** The server that the suites of a build share: our service, without delays and in memory. */
public final class SharedServer implements Target.Starter {
  @Override
  public Target start() {
    OwnServer server =
        OwnServer.start(
            config -> config.provisioningDelay(Duration.ZERO).deletionDelay(Duration.ZERO));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return new Target(
        server.baseUri(),
        server.tokens(),
        Fixtures.TENANT,
        Fixtures.NAMESPACE,
        Fixtures.ADMINISTRATOR,
        Fixtures.OPERATOR,
        Api.CONTRACT.versions());
  }
}
