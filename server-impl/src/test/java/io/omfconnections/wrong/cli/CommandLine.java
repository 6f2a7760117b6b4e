package io.omfconnections.wrong.cli;

/** Known by a package that may not know it, in a package that is not null-marked. */
public interface CommandLine {}
