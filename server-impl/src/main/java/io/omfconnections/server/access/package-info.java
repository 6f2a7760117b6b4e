/**
 * Who may do what: trustees, access control lists, access rights, and the one function that
 * decides.
 *
 * <p>Knows nobody, and nothing but the JDK, so that the rules can be read and tested alone. Source:
 * {@code behaviour} of access control, and the documents' AccessControlList, AccessControlEntry,
 * Trustee.
 */
@NullMarked
package io.omfconnections.server.access;

import org.jspecify.annotations.NullMarked;
