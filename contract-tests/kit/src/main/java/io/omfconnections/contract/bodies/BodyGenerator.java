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
 * Makes bodies of requests from the contract: for each operation that takes one, under each
 * version, of each kind in turn. Each body is made of the seed and its index alone, so any one of
 * them can be made again.
 *
 * <p>Any number of threads may use one.
 */
public final class BodyGenerator {
  /** Of so many bodies of a heavy kind, one is made; the others are valid ones. */
  private static final int LIGHTENED = 8;

  /** What bodies of one operation are made of. */
  private record Recipe(
      String operationId, JsonNode schema, Map<Kind, List<Change>> changes, List<Kind> kinds) {}

  private final long seed;
  private final Map<String, String> texts;
  private final SchemaPlaces places;
  private final List<String> versions;
  private final List<Recipe> recipes = new ArrayList<>();

  /**
   * A generator.
   *
   * @param versions the versions whose operations get bodies
   * @param seed makes the bodies others
   * @param texts texts that members of these names often have, where a server knows no others
   */
  public BodyGenerator(
      Contract contract, List<String> versions, long seed, Map<String, String> texts) {
    this.seed = seed;
    this.texts = Map.copyOf(texts);
    this.places = new SchemaPlaces(contract.document());
    this.versions = List.copyOf(versions);
    for (Operation operation : contract.operations()) {
      BodySpec body = operation.requestBody();
      if (body != null) {
        JsonNode schema = places.at(BodyVerdicts.onlySchema(operation, body));
        Map<Kind, List<Change>> changes = Changes.of(places.of(schema));
        // In an order that depends on the seed, for runs that are too short for all of them.
        changes.values().forEach(list -> Collections.shuffle(list, new Random(seed)));
        recipes.add(new Recipe(operation.id(), schema, changes, List.copyOf(changes.keySet())));
      }
    }
  }

  /** What makes the bodies these and not others. */
  public long seed() {
    return seed;
  }

  /** The kinds of bodies that there are, by operation: those for which its schema has occasion. */
  public Map<String, Set<Kind>> kinds() {
    Map<String, Set<Kind>> kinds = new LinkedHashMap<>();
    recipes.forEach(recipe -> kinds.put(recipe.operationId(), EnumSet.copyOf(recipe.kinds())));
    return kinds;
  }

  /** How many bodies it takes until each operation has had each of its kinds. */
  public int fullTurn() {
    return recipes.size()
        * LIGHTENED
        * recipes.stream().mapToInt(recipe -> recipe.kinds().size()).max().orElse(0);
  }

  /**
   * One body.
   *
   * @param index its number, from 0 on; neighbours are for different operations
   */
  public GeneratedBody body(int index) {
    Recipe recipe = recipes.get(index % recipes.size());
    int turn = index / recipes.size();
    int slot = turn % recipe.kinds().size();
    int round = turn / recipe.kinds().size();
    Kind kind = recipe.kinds().get(slot);
    int pick = round;
    if (kind.heavy()) {
      boolean now = (round + slot) % LIGHTENED == 0;
      kind = now ? kind : Kind.VALID;
      pick = round / LIGHTENED;
    }
    // The changes one after the other; when they come again, it is under another version.
    List<Change> changes = recipe.changes().getOrDefault(kind, List.of());
    Change change = changes.get(pick % changes.size());
    String version = versions.get((slot + round + pick / changes.size()) % versions.size());

    Draw draw = new Draw(seed, index);
    boolean spaced = kind == Kind.WHITESPACE || draw.percent(10);
    BodyWriter writer = new BodyWriter(places, texts, draw, change.edit().apply(draw), spaced);
    List<String> way = change.way();
    byte[] bytes = change.altered().apply(draw, writer.write(recipe.schema(), way));
    return new GeneratedBody(
        seed,
        index,
        recipe.operationId(),
        version,
        kind,
        change.what(),
        draw.token(),
        Body.of(bytes));
  }
}
