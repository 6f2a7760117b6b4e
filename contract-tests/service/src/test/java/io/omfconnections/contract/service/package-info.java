/**
 * Tests of this project's server that need to configure, stop or break it, or to read its log. All
 * other behavior is tested by the kit's suites, which run in this module, too.
 *
 * <p>Tests send requests through the kit's recording client only, and use classes of the server
 * only to configure it; {@link io.omfconnections.contract.service.ArchitectureTest} enforces this.
 */
@NullMarked
package io.omfconnections.contract.service;

import org.jspecify.annotations.NullMarked;
