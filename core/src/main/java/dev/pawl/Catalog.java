package dev.pawl;

import dev.pawl.discover.Discovered;
import dev.pawl.discover.Discovery;
import dev.pawl.migration.Migration;
import dev.pawl.parse.MigrationReader;
import java.util.List;

/**
 * The migrations on disk: found and read, not split yet.
 *
 * @param discovered files and the layout that explains them
 * @param migrations in order
 */
record Catalog(Discovered discovered, List<Migration> migrations) {

    /** Discovers and reads; all problems of all files at once. */
    static Catalog read(Settings settings) {
        Discovered discovered = Discovery.discover(settings.locations(), settings.discovery());
        return new Catalog(discovered, new MigrationReader().read(discovered.files()));
    }
}
