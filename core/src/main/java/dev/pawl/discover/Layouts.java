package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.util.List;
import java.util.stream.Stream;

/** All layouts that pawl reads. */
public final class Layouts {

    /** The layout of a folder with nothing in it. */
    static final Layout PLAIN = new PlainLayout();

    static final Layout FLYWAY = new FlywayLayout();
    static final Layout GOLANG_MIGRATE = new GolangMigrateLayout();
    static final Layout POP = new PopLayout();

    /** In the order in which a file is tried: what is told by content, then by folder, then by a more special name. */
    static final List<Layout> BY_SIGN = List.of(
            new LiquibaseLayout(),
            new GraphileLayout(),
            new PrismaLayout(),
            new DieselLayout(),
            new NestedLayout(),
            FLYWAY,
            POP,
            GOLANG_MIGRATE,
            new GooseLayout(),
            new DbmateLayout(),
            new SqlMigrateLayout(),
            PLAIN);

    /** Tools whose files look plain, but for a marker in a few of them. */
    static final List<Layout> REFINEMENTS =
            List.of(new SqlxLayout(), new NodePgMigrateLayout(), new PostgresMigrationsLayout(), new DrizzleLayout());

    private Layouts() {}

    /** The names that the config key {@code [migrations] layout} takes. */
    public static List<String> ids() {
        return all().stream().map(Layout::id).sorted().toList();
    }

    /**
     * The layout of a name.
     *
     * @throws PawlException with CONFIG_INVALID_VALUE if there is none
     */
    public static Layout named(String id) {
        return all().stream()
                .filter(layout -> layout.id().equals(id))
                .findFirst()
                .orElseThrow(() -> PawlException.of(Problem.of(
                        ErrorCode.CONFIG_INVALID_VALUE,
                        "There is no layout called \"" + id + "\".",
                        "Set [migrations] layout to one of " + String.join(", ", ids()) + ", or leave it out.")));
    }

    private static List<Layout> all() {
        return Stream.concat(BY_SIGN.stream(), REFINEMENTS.stream()).toList();
    }
}
