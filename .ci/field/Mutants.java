import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.pitest.classinfo.ClassName;
import org.pitest.classpath.ClassloaderByteArraySource;
import org.pitest.mutationtest.EngineArguments;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.MutationDetails;
import org.pitest.mutationtest.engine.gregor.config.GregorEngineFactory;

/**
 * Writes a random sample of PIT's mutants of the service, each as one class file in a folder of its
 * own, and prints a line for each: the folder and the mutant. Calls of the logger, and methods that
 * the compiler generates for records and enumerations, are not mutated.
 *
 * <p>Arguments: the jar of the service, a regular expression for class names, the size of the
 * sample, the seed, and the folder to write to.
 */
final class Mutants {
  private static final Set<String> GENERATED = Set.of("equals", "hashCode", "toString", "values");

  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Pattern classes = Pattern.compile(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    Path folder = Path.of(arguments[4]);

    ClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    Mutater mutater =
        new GregorEngineFactory()
            .createEngine(EngineArguments.arguments())
            .createMutator(new ClassloaderByteArraySource(loader));
    List<MutationDetails> all = new ArrayList<>();
    for (String name : classNames(jar)) {
      if (classes.matcher(name).matches()) {
        mutater.findMutations(ClassName.fromString(name)).stream()
            .filter(each -> !each.getDescription().contains("org/slf4j/"))
            .filter(each -> !GENERATED.contains(each.getMethod()))
            .forEach(all::add);
      }
    }
    Collections.shuffle(all, new Random(seed));
    System.err.println(all.size() + " mutants");
    for (int i = 0; i < Math.min(size, all.size()); i++) {
      MutationDetails mutant = all.get(i);
      String name = mutant.getClassName().asJavaName();
      Path file = folder.resolve(i + "/" + name.replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, mutater.getMutation(mutant.getId()).getBytes());
      System.out.printf(
          "%d\t%s.%s:%d %s%n",
          i,
          name.replaceFirst(".*\\.server\\.", ""),
          mutant.getMethod(),
          mutant.getLineNumber(),
          mutant.getDescription());
    }
  }

  private static List<String> classNames(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .sorted()
          .toList();
    }
  }
}
