package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import java.util.List;

/**
 * Creates all mutants of a contract: applies each mutation operator wherever it applies.
 *
 * <p>Descriptions, examples, extensions, the names of components, and the order of properties are
 * not mutated.
 */
public final class ContractMutants {
  private ContractMutants() {}

  /** Returns the mutants of a contract. Their order depends only on the contract. */
  public static List<Mutant> of(JsonNode contract) {
    OpenApiDocument document = new OpenApiDocument(contract);
    MutantCollector mutants = new MutantCollector(document);
    ServersAndSecurityMutants.add(mutants);
    PathMutants.add(mutants);
    for (PathOperation operation : document.operations()) {
      new OperationMutants(mutants, operation).add();
    }
    new MessageMutants(mutants).addComponents();
    new SchemaMutants(mutants).add();
    return mutants.mutants();
  }
}
