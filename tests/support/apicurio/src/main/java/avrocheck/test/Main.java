package avrocheck.test;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Serves the registry to a test: prints its address, and ends when the test closes standard input. */
@QuarkusMain
public class Main implements QuarkusApplication {
    @Override
    public int run(String... arguments) throws IOException {
        // Quarkus puts the port that the system chose in the place of the 0 that was asked for.
        System.out.println("127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class));
        System.in.transferTo(OutputStream.nullOutputStream());
        return 0;
    }
}
