package io.omfconnections.violations.cli;

/** Used by a package that must not depend on it, and in a package without @NullMarked. */
public interface CommandLine {}
