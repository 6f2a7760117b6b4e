package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.model.Operation.BodySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Generates request bodies from the contract: for each operation with a request body, for each API
 * version, of each kind in turn. A body depends only on the seed and its index, so each can be
 * reproduced alone.
 *
 * <p>Safe for use by multiple threads.
 */
public final class BodyGenerator {
  /** Of each N bodies of an expensive kind, one is of that kind and the others are valid bodies. */
  private static final int EXPENSIVE_INTERVAL = 8;

  /** The schema of an operation's request body, and its mutations. */
  private record Source(
      String operationId,
      JsonNode schema,
      Map<BodyKind, List<Mutation>> mutations,
      List<BodyKind> kinds) {}

  private final long seed;
  private final Map<String, String> strings;
  private final SchemaNavigator schemas;
  private final List<String> versions;
  private final List<Source> sources = new ArrayList<>();

  /**
   * Creates a generator for a contract.
   *
   * @param versions the API versions to generate bodies for
   * @param seed the seed; other seeds give other bodies
   * @param strings frequent values of properties, by name, where a server accepts only certain ones
   */
  public BodyGenerator(
      Contract contract, List<String> versions, long seed, Map<String, String> strings) {
    this.seed = seed;
    this.strings = Map.copyOf(strings);
    this.schemas = new SchemaNavigator(contract.document());
    this.versions = List.copyOf(versions);
    for (Operation operation : contract.operations()) {
      BodySpec body = operation.requestBody();
      if (body != null) {
        JsonNode schema = schemas.at(BodyVerdicts.schemaPointer(operation, body));
        Map<BodyKind, List<Mutation>> mutations = BodyMutations.of(schemas.locations(schema));
        // Shuffled, because a short run does not use all mutations: each seed uses different ones.
        mutations.values().forEach(list -> Collections.shuffle(list, new Random(seed)));
        sources.add(new Source(operation.id(), schema, mutations, List.copyOf(mutations.keySet())));
      }
    }
  }

  /** Returns the seed. */
  public long seed() {
    return seed;
  }

  /** Returns the kinds of bodies of each operation: those that apply to its schema. */
  public Map<String, Set<BodyKind>> kinds() {
    Map<String, Set<BodyKind>> kinds = new LinkedHashMap<>();
    sources.forEach(source -> kinds.put(source.operationId(), EnumSet.copyOf(source.kinds())));
    return kinds;
  }

  /** Returns the number of bodies after which each operation has had each of its kinds. */
  public int fullTurn() {
    return sources.size()
        * EXPENSIVE_INTERVAL
        * sources.stream().mapToInt(source -> source.kinds().size()).max().orElse(0);
  }

  /**
   * Generates one body.
   *
   * @param index the index of the body, from 0; adjacent bodies are for different operations
   */
  public GeneratedBody body(int index) {
    Source source = sources.get(index % sources.size());
    int turn = index / sources.size();
    int slot = turn % source.kinds().size();
    int round = turn / source.kinds().size();
    BodyKind kind = source.kinds().get(slot);
    int pick = round;
    if (kind.isExpensive()) {
      boolean due = (round + slot) % EXPENSIVE_INTERVAL == 0;
      kind = due ? kind : BodyKind.VALID;
      pick = round / EXPENSIVE_INTERVAL;
    }
    // Each mutation in turn; when all have been used, the same again for another version.
    List<Mutation> mutations = source.mutations().getOrDefault(kind, List.of());
    Mutation mutation = mutations.get(pick % mutations.size());
    String version = versions.get((slot + round + pick / mutations.size()) % versions.size());

    SeededRandom random = new SeededRandom(seed, index);
    boolean spaced = kind == BodyKind.WHITESPACE || random.chance(10);
    BodyWriter writer =
        new BodyWriter(schemas, strings, random, mutation.edit().apply(random), spaced);
    byte[] written = writer.write(source.schema(), mutation.path());
    return new GeneratedBody(
        seed,
        index,
        source.operationId(),
        version,
        kind,
        mutation.description(),
        random.token(),
        Body.of(mutation.bytes().apply(random, written)));
  }
}
