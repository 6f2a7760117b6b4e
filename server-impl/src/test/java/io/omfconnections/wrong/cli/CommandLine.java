package io.omfconnections.wrong.cli;

/** The target of a forbidden dependency, in a package without {@code @NullMarked}. */
public interface CommandLine {}
