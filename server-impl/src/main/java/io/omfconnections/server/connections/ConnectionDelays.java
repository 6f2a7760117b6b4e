package io.omfconnections.server.connections;

import java.time.Duration;

/**
 * The durations of the lifecycle's transitions.
 *
 * @param provisioning the time from Creating to Active, zero or more
 * @param deletion the time from Deleting to Deleted, zero or more
 */
public record ConnectionDelays(Duration provisioning, Duration deletion) {}
