/**
 * Access control: trustees, access control lists, access rights, and {@link
 * io.omfconnections.server.access.AccessDecision}, which decides the rights of an identity.
 *
 * <p>{@link io.omfconnections.server.access.Surrogates} refuses text that UTF-8 can't represent,
 * because different texts would become the same identifier.
 *
 * <p>Depends only on the JDK, so that the rules can be read and tested in isolation. Source: the
 * documents' AccessControlList, AccessControlEntry, Trustee and CommonAccessRights.
 */
@NullMarked
package io.omfconnections.server.access;

import org.jspecify.annotations.NullMarked;
