package dev.pawl.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("F2: order, equal versions, gaps")
class OrderTest {

    private static final DiscoverySettings BY_NAME = DiscoverySettings.DEFAULT.withDuplicates(DuplicatePolicy.BY_NAME);
    private static final DiscoverySettings NO_GAPS = DiscoverySettings.DEFAULT.withGaps(GapPolicy.DENY);

    @TempDir
    private Path temp;

    @Test
    @DisplayName("F2: versions of any length come in the order of numbers (a hundred random folders)")
    void numericOrder() {
        Random random = new Random(20251018);
        for (int run = 0; run < 100; run++) {
            Map<BigInteger, String> expected = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                BigInteger number = new BigInteger(1 + random.nextInt(100), random);
                String zeros = "0".repeat(random.nextInt(3));
                expected.put(number, zeros + number + "_n" + i + ".sql");
            }
            Folder folder =
                    new Folder(temp.resolve("run" + run)).with(expected.values().toArray(String[]::new));

            assertThat(Folder.names(folder.discover())).containsExactlyElementsOf(expected.values());
        }
    }

    @Test
    @DisplayName("F2: 9_ runs before 10_, said once")
    void warnsOnce() {
        Discovered found = new Folder(temp)
                .with("1_a.sql", "2_b.sql", "9_c.sql", "10_d.sql", "20_e.sql", "100_f.sql")
                .discover();

        assertThat(Folder.names(found))
                .containsExactly("1_a.sql", "2_b.sql", "9_c.sql", "10_d.sql", "20_e.sql", "100_f.sql");
        assertThat(found.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.ORDER_NOT_ALPHABETICAL);
            assertThat(warning.message()).contains("10_d.sql runs after 9_c.sql");
        });
    }

    @Test
    @DisplayName("F2 B12: no word where numbers and names agree, nor in Flyway folders")
    void noWarning() {
        assertThat(new Folder(temp.resolve("b"))
                        .with("009-a.sql", "010-b.sql")
                        .discover()
                        .warnings())
                .isEmpty();
        assertThat(new Folder(temp.resolve("v"))
                        .with("V9__a.sql", "V10__b.sql")
                        .discover()
                        .warnings())
                .isEmpty();
    }

    @Test
    @DisplayName("F2: two files of one version are an error that names both; by-name runs both")
    void duplicates() {
        Folder folder = new Folder(temp).with("001_b.sql", "1_a.sql", "002_c.sql");

        Problem problem = folder.problems().get(0);

        assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_DUPLICATE);
        assertThat(problem.message()).contains("/001_b.sql and ", "/1_a.sql");
        assertThat(problem.fix()).contains("duplicates = \"by-name\"");
        assertThat(Folder.names(folder.discover(BY_NAME))).containsExactly("001_b.sql", "1_a.sql", "002_c.sql");
    }

    @Test
    @DisplayName("F2: three files of one version are one problem")
    void threeDuplicates() {
        assertThat(new Folder(temp).with("1_a.sql", "1_b.sql", "1_c.sql").problems())
                .singleElement()
                .matches(problem -> problem.message().contains("3 times"));
    }

    @Test
    @DisplayName("D13: two files of one day run in the order of their names, beside numbers that must differ")
    void sameDay() {
        Folder days = new Folder(temp.resolve("days")).with("20251019_b.sql", "20251019_a.sql", "2025-10-19_c.sql");
        Folder numbers = new Folder(temp.resolve("numbers")).with("20251019_b.sql", "0002_a.sql", "0002_b.sql");

        assertThat(Folder.names(days.discover()))
                .containsExactly("2025-10-19_c.sql", "20251019_a.sql", "20251019_b.sql");
        assertThat(numbers.problems()).extracting(Problem::code).containsExactly(ErrorCode.VERSION_DUPLICATE);
    }

    @Test
    @DisplayName("F2: version and name together are never there twice, not even by name")
    void sameIdentity() {
        Folder day = new Folder(temp.resolve("day")).with("20251019_a.sql", "2025-10-19-a.sql");
        Folder number = new Folder(temp.resolve("number")).with("1_a.sql", "01-a.sql");
        Folder repeatable = new Folder(temp.resolve("repeatable")).with("V1__a.sql", "R__x.sql", "sub/R__x.sql");

        assertThat(day.problems()).extracting(Problem::code).containsExactly(ErrorCode.VERSION_DUPLICATE);
        assertThat(number.problems(BY_NAME)).extracting(Problem::code).containsExactly(ErrorCode.VERSION_DUPLICATE);
        assertThat(repeatable.problems()).extracting(Problem::code).containsExactly(ErrorCode.VERSION_DUPLICATE);
    }

    @Test
    @DisplayName("F2 D12: 2025-10-19_x is the day 20251019, not version 2025")
    void dashedDate() {
        Discovered found = new Folder(temp)
                .with("2025-10-19_x.sql", "3000_y.sql", "20251018_z.sql")
                .discover();

        assertThat(Folder.names(found)).containsExactly("3000_y.sql", "20251018_z.sql", "2025-10-19_x.sql");
    }

    @Test
    @DisplayName("F2 C3: gaps are legal; denied, each is named with what is missing")
    void gaps() {
        Folder folder = new Folder(temp).with("00_a.sql", "01_b.sql", "04_c.sql", "07_d.sql", "20251018_e.sql");

        assertThat(folder.discover().files()).hasSize(5);
        assertThat(folder.problems(NO_GAPS))
                .extracting(Problem::message)
                .containsExactly(
                        "Version 02 is missing: 04_c.sql follows 01_b.sql.",
                        "Version 05 is missing: 07_d.sql follows 04_c.sql.");
        assertThat(new Folder(temp.resolve("sub"))
                        .with("09_a.sql", "10_b.sql", "11_c.sql")
                        .discover(NO_GAPS)
                        .files())
                .hasSize(3);
    }

    @Test
    @DisplayName("F2: names and versions that the history cannot hold are refused")
    void tooLong() {
        Folder version = new Folder(temp.resolve("version")).with("1".repeat(240) + "_a.sql");
        Folder path = new Folder(temp.resolve("path")).with("1_" + "d".repeat(250) + "/up.sql");

        assertThat(version.discover().files()).hasSize(1);
        assertThat(path.problems()).extracting(Problem::code).containsExactly(ErrorCode.NAME_TOO_LONG);
    }

    @Test
    @DisplayName("F2: equal versions of several locations are errors that name both files")
    void acrossLocations() {
        Folder first = new Folder(temp.resolve("first")).with("001_a.sql", "003_c.sql");
        Folder second = new Folder(temp.resolve("second")).with("002_b.sql");
        List<Location> both = List.of(second.location(), first.location(), first.location());

        assertThat(Folder.names(Discovery.discover(both, DiscoverySettings.DEFAULT)))
                .containsExactly("001_a.sql", "002_b.sql", "003_c.sql");

        second.with("003_c.sql");
        assertThat(Folder.problemsOf(() -> Discovery.discover(both, DiscoverySettings.DEFAULT)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("first/003_c.sql", "second/003_c.sql"));
    }

    @Test
    @DisplayName("F2: the order does not depend on the order of locations")
    void independentOfLocations() {
        Folder first = new Folder(temp.resolve("first")).with("001_a.sql", "010_c.sql", "R__z.sql");
        Folder second = new Folder(temp.resolve("second")).with("002_b.sql", "R__y.sql");

        List<String> forth = Folder.names(
                Discovery.discover(List.of(first.location(), second.location()), DiscoverySettings.DEFAULT));
        List<String> back = Folder.names(
                Discovery.discover(List.of(second.location(), first.location()), DiscoverySettings.DEFAULT));

        assertThat(forth)
                .isEqualTo(back)
                .containsExactly("001_a.sql", "002_b.sql", "010_c.sql", "R__y.sql", "R__z.sql");
    }

    @Test
    @DisplayName("F2: days and timestamps come in the order of numbers (random folders)")
    void dates() {
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            Folder folder = new Folder(temp.resolve("dates" + run));
            for (int i = 0; i < 10; i++) {
                String day =
                        "20%02d%02d%02d".formatted(random.nextInt(30), 1 + random.nextInt(12), 1 + random.nextInt(28));
                String dashed = day.substring(0, 4) + "-" + day.substring(4, 6) + "-" + day.substring(6);
                folder.with((random.nextBoolean() ? day : dashed) + "_n" + i + ".sql");
            }

            List<String> names = Folder.names(folder.discover());

            assertThat(names)
                    .isSortedAccordingTo(
                            Comparator.comparing(OrderTest::digits).thenComparing(Comparator.naturalOrder()));
        }
    }

    private static String digits(String name) {
        return name.substring(0, name.indexOf('_')).replace("-", "");
    }
}
