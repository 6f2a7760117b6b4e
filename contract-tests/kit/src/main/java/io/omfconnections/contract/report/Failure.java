package io.omfconnections.contract.report;

/**
 * A test that failed, for whatever reason.
 *
 * @param test its name, as people read it
 * @param message what was wrong, without secrets
 */
public record Failure(String test, String message) {}
