/** Tests that configure, stop or break a server of this project. */
@NullMarked
package io.omfconnections.contract.service;

import org.jspecify.annotations.NullMarked;
