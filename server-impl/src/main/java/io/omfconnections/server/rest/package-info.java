/**
 * The HTTP layer: implements the interfaces generated from the contract. Each resource converts the
 * request to domain types, calls the domain, and converts the result back.
 *
 * <p>The only package that may use JAX-RS, Jersey, Grizzly and generated code. It may depend on
 * {@code connections}, {@code access} and {@code identity}, and never on {@code store}. Limits,
 * types and enumerations are not repeated here: {@link io.omfconnections.server.rest.Contract}
 * reads them from the contract.
 */
@NullMarked
package io.omfconnections.server.rest;

import org.jspecify.annotations.NullMarked;
