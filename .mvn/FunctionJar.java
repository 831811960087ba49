import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks a function.jar against its row in docs/function-jars.md, and against itself. Run by the
 * build, after the jar is made:
 *
 * <pre>java FunctionJar.java jar page module class-path</pre>
 *
 * <p>What it demands: no class is in two jars of the class path, so none was silently preferred; no
 * path is in the jar twice; nothing is in it that only a jar of its own could carry; each provider
 * that a service file names is there, and of HTTP clients one; the handlers of the row are there;
 * the size is what the row says.
 */
final class FunctionJar {
  /** How far below the figure in the row a jar may be, before the figure is called stale. */
  private static final BigDecimal SLACK = new BigDecimal("0.5");

  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([0-9]+\\.[0-9]) MB \\|.*");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern ALIEN =
      Pattern.compile(
          "META-INF/(versions|maven)/.+|META-INF/[^/]+\\.(SF|DSA|RSA)|(.*/)?module-info\\.class");
  private static final String SERVICES = "META-INF/services/";
  private static final Set<String> HTTP_CLIENTS =
      Set.of(
          SERVICES + "software.amazon.awssdk.http.SdkHttpService",
          SERVICES + "software.amazon.awssdk.http.async.SdkAsyncHttpService");

  private final List<String> wrong = new ArrayList<>();

  public static void main(String[] arguments) throws IOException {
    FunctionJar check = new FunctionJar();
    check.classPath(arguments[3]);
    check.jar(Path.of(arguments[0]), Files.readAllLines(Path.of(arguments[1])), arguments[2]);
    if (!check.wrong.isEmpty()) {
      check.wrong.forEach(each -> System.err.println("error: " + arguments[2] + ": " + each));
      System.exit(1);
    }
  }

  private void classPath(String classPath) throws IOException {
    Map<String, String> owners = new HashMap<>();
    for (String each : classPath.split(System.getProperty("path.separator"))) {
      String place = Path.of(each).getFileName().toString();
      for (String name : names(Path.of(each))) {
        String owner =
            name.endsWith(".class") && !ALIEN.matcher(name).matches()
                ? owners.putIfAbsent(name, place)
                : null;
        if (owner != null) {
          wrong.add(name + " is both in " + owner + " and in " + place);
        }
      }
    }
  }

  private void jar(Path jar, List<String> page, String module) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String name : names(jar)) {
      if (!names.add(name)) {
        wrong.add(name + " is twice in " + jar.getFileName());
      }
      if (ALIEN.matcher(name).matches()) {
        wrong.add(name + " has no meaning in a jar of many");
      }
    }
    providers(jar, names);
    BigDecimal size =
        BigDecimal.valueOf(Files.size(jar)).divide(BigDecimal.valueOf(1_000_000), 2, RoundingMode.UP);
    long classes = names.stream().filter(name -> name.endsWith(".class")).count();
    System.out.println(module + "/target/function.jar: " + size + " MB, " + classes + " classes");
    row(page, module, names, size);
  }

  private void row(List<String> page, String module, Set<String> names, BigDecimal size) {
    Matcher row =
        page.stream()
            .map(ROW::matcher)
            .filter(line -> line.matches() && line.group(1).equals(module))
            .findFirst()
            .orElse(null);
    if (row == null) {
      wrong.add("has no row in docs/function-jars.md; it would say " + size + " MB");
      return;
    }
    for (Matcher handler = QUOTED.matcher(row.group(2)); handler.find(); ) {
      if (!names.contains(handler.group(1).replace('.', '/') + ".class")) {
        wrong.add("the handler " + handler.group(1) + " is not in the jar");
      }
    }
    BigDecimal stated = new BigDecimal(row.group(3));
    if (size.compareTo(stated) > 0 || size.compareTo(stated.subtract(SLACK)) <= 0) {
      wrong.add(
          "docs/function-jars.md says at most " + stated + " MB, and it is " + size + " MB; if that"
              + " is meant to be so, change the page");
    }
  }

  private void providers(Path jar, Set<String> names) throws IOException {
    Set<String> clients = new TreeSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (String name : names) {
        if (name.startsWith(SERVICES) && !name.endsWith("/")) {
          List<String> providers = lines(zip, name);
          for (String provider : providers) {
            if (!names.contains(provider.replace('.', '/') + ".class")) {
              wrong.add(name + " names " + provider + ", which is not there");
            }
          }
          if (HTTP_CLIENTS.contains(name)) {
            clients.addAll(providers);
          }
        }
      }
    }
    if (clients.size() != 1) {
      wrong.add("of the SDK's HTTP clients one is to be inside, these are: " + clients);
    }
  }

  private static List<String> lines(ZipFile zip, String name) throws IOException {
    String text = new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    return Arrays.stream(text.split("\n"))
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toList());
  }

  /** The names in a jar or a directory, each as often as it is there. */
  private static List<String> names(Path jar) throws IOException {
    if (Files.isDirectory(jar)) {
      try (Stream<Path> files = Files.walk(jar)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> jar.relativize(file).toString().replace(File.separatorChar, '/'))
            .collect(Collectors.toList());
      }
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .collect(Collectors.toList());
    }
  }
}
