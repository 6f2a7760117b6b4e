package io.omfconnections.contract.cli;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Contract;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Output of {@code --version}: the versions of the kit and of the contract inside it. */
final class KitVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String kit =
        Objects.requireNonNullElse(
            Main.class.getPackage().getImplementationVersion(), "(not packaged)");
    return new String[] {
      "omf-contract " + kit, Contract.FILE + " " + Api.CONTRACT.contractVersion()
    };
  }
}
