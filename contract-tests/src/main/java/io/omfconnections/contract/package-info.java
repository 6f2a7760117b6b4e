/**
 * Holds what goes over the wire against the contract.
 *
 * <p>{@link io.omfconnections.contract.Contract} is the contract, read from the YAML; {@link
 * io.omfconnections.contract.Exchange} is one request with its response; {@link
 * io.omfconnections.contract.ContractCheck} says what is wrong with one; {@link
 * io.omfconnections.contract.Coverage} says what the exchanges so far have shown. None of them
 * knows where an exchange comes from: from a socket, from a file, or out of a test.
 *
 * <p>Knows the YAML, a JSON parser and a schema validator. It must never know a server or its code.
 */
@NullMarked
package io.omfconnections.contract;

import org.jspecify.annotations.NullMarked;
