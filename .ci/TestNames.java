import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds JUnit tests that are not named as CONTRIBUTING.md says: methods in lower case with underscores, of at least two words,
 * in classes whose names end in Test or IT, as the build does not run others. Display names are derived from these names. A file
 * that can't be parsed is a violation, too.
 *
 * <p>Usage: {@code java .ci/TestNames.java [ROOT]}. Prints one line for each violation, and exits with 1 if there is one.
 */
public final class TestNames {
  private static final Set<String> SKIPPED = Set.of(".git", "target", "node_modules");
  private static final Set<String> TESTS =
      Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate");
  private static final Pattern METHOD = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+");
  private static final Pattern CLASS = Pattern.compile("\\w+(Test|IT)");

  /** Tests that fail, which other tests run. */
  private static final String SAMPLES = "FailingSamples";

  private final List<String> violations = new ArrayList<>();
  private int tests;

  private TestNames() {}

  public static void main(String[] arguments) throws IOException {
    TestNames names = new TestNames();
    names.check(Path.of(arguments.length == 0 ? "." : arguments[0]));
    names.violations.forEach(System.err::println);
    System.out.println("Names of " + names.tests + " tests, " + names.violations.size() + " violations");
    System.exit(names.violations.isEmpty() && names.tests > 0 ? 0 : 1);
  }

  private void check(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (file.toString().endsWith(".java") && Files.readString(file).contains("org.junit.jupiter")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    // Without it, the compiler would print errors of the syntax, and parse the rest.
    DiagnosticListener<JavaFileObject> errors =
        diagnostic -> {
          if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
            violations.add(diagnostic.toString());
          }
        };
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, errors, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
      for (CompilationUnitTree file : task.parse()) {
        for (Tree type : file.getTypeDecls()) {
          if (type instanceof ClassTree topLevel && !topLevel.getSimpleName().contentEquals(SAMPLES)) {
            check(Path.of(file.getSourceFile().toUri()).getFileName(), topLevel);
          }
        }
      }
    }
  }

  private void check(Path file, ClassTree topLevel) {
    topLevel.accept(
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void none) {
            if (method.getModifiers().getAnnotations().stream().anyMatch(each -> TESTS.contains(name(each)))) {
              tests++;
              if (!METHOD.matcher(method.getName()).matches()) {
                violations.add(file + ": " + method.getName() + " is not two or more words in lower_case_with_underscores");
              }
              if (!CLASS.matcher(topLevel.getSimpleName()).matches()) {
                violations.add(file + ": the name of a class with tests does not end in Test or IT");
              }
            }
            return super.visitMethod(method, none);
          }

          @Override
          public Void visitAnnotation(AnnotationTree annotation, Void none) {
            if (name(annotation).startsWith("DisplayName")) {
              violations.add(file + ": has a display name, where the name of the test says the same");
            }
            return super.visitAnnotation(annotation, none);
          }
        },
        null);
  }

  private static String name(AnnotationTree annotation) {
    return annotation.getAnnotationType().toString().replaceFirst(".*\\.", "");
  }
}
