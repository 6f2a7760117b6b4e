/**
 * The generated clients, run against the service of this build through the contract check. Knows
 * the harness of the service, and of a client only the programs below {@code clients/}.
 */
@NullMarked
package io.omfconnections.contract.clients;

import org.jspecify.annotations.NullMarked;
