/**
 * Tests of the contract. This package reads the files of the module and validates the examples.
 *
 * <p>The sub-packages compare the contract with the vendor's documents ({@code documents}) and with
 * its released versions ({@code history}). These tests depend on no other module.
 */
@NullMarked
package io.omfconnections.openapi;

import org.jspecify.annotations.NullMarked;
