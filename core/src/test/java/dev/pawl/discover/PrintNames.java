package dev.pawl.discover;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Prints what is found, as UTF-8, from a JVM of its own. */
final class PrintNames {

    private PrintNames() {}

    public static void main(String[] arguments) throws IOException {
        Location location = Location.of(arguments[0], Path.of("").toAbsolutePath(), PrintNames.class.getClassLoader());
        for (MigrationFile file :
                Discovery.discover(List.of(location), DiscoverySettings.DEFAULT).files()) {
            try (InputStream content = file.up().content().open()) {
                String line = file.filename() + "|" + file.name() + "|" + content.readAllBytes().length + "\n";
                System.out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        System.out.flush();
    }
}
