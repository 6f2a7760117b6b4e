/**
 * The service on the wire: implements the interfaces that are generated from the contract. Convert,
 * call, convert.
 *
 * <p>The only package that knows HTTP and the generated code. Knows {@code connections}, {@code
 * access} and {@code identity}; never {@code store}. Limits, types and enumerations are not written
 * here: {@link io.omfconnections.server.rest.Contract} reads them from the contract.
 */
@NullMarked
package io.omfconnections.server.rest;

import org.jspecify.annotations.NullMarked;
