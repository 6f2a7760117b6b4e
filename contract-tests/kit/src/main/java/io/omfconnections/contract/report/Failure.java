package io.omfconnections.contract.report;

/**
 * A failed test.
 *
 * @param test the display name of the test
 * @param message the reason, without secrets
 */
public record Failure(String test, String message) {}
