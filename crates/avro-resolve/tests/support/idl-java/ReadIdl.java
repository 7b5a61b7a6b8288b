import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.idl.IdlFile;
import org.apache.avro.idl.IdlReader;

/**
 * Reads IDL as Avro does. Each line of input is a file and, after a tab, a directory where it looks for imports; each line of output is
 * "read" or "refused", a tab, and the JSON or the reason.
 */
class ReadIdl {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null;) {
      String[] names = line.split("\t");
      URL[] path = {Path.of(names[1]).toUri().toURL()};
      Thread.currentThread().setContextClassLoader(new URLClassLoader(path));
      try {
        out.println("read\t" + json(new IdlReader().parse(Path.of(names[0]))));
      } catch (RuntimeException | java.io.IOException | StackOverflowError refused) {
        out.println("refused\t" + String.valueOf(refused.getMessage()).replaceAll("\\s+", " "));
      }
    }
    out.flush();
  }

  private static String json(IdlFile file) {
    if (file.getProtocol() != null) {
      return file.getProtocol().toString();
    }
    if (file.getMainSchema() != null) {
      return file.getMainSchema().toString();
    }
    return file.getNamedSchemas().values().stream().map(Schema::toString).collect(Collectors.joining(",", "[", "]"));
  }
}
