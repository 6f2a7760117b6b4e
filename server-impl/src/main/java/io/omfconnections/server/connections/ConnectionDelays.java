package io.omfconnections.server.connections;

import java.time.Duration;

/**
 * How long the steps of the lifecycle take.
 *
 * @param provisioning from Creating to Active; zero or more
 * @param deletion from Deleting to Deleted; zero or more
 */
public record ConnectionDelays(Duration provisioning, Duration deletion) {}
