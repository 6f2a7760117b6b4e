/**
 * What any server of this API has to do, a file for each subject. Each test runs against the shared
 * server, whoever's that is: these suites are packed into the kit.
 *
 * <p>{@code @Order}: what is quick and says much comes first, so that a server that is wrong is
 * told so soon.
 *
 * <p>Knows the harness and no server; no test opens a connection of its own.
 */
@NullMarked
package io.omfconnections.contract.suites;

import org.jspecify.annotations.NullMarked;
