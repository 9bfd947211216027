package dev.pawl.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that the README begins with. */
class ShopTest {
    @TempDir
    private Path folder;

    private void copyShop() throws IOException {
        Path source = Repository.root().resolve("examples/shop");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(path -> !path.startsWith(source.resolve(".pawl")))
                    .toList()) {
                Path copy = folder.resolve("examples/shop")
                        .resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    @DisplayName("R1: the shop starts its own PostgreSQL, applies 16 migrations, and is up to date the next time")
    void embedded() throws IOException {
        copyShop();
        Terminal terminal = Terminal.in(folder);

        Outcome first =
                terminal.pawl("migrate", "--config", "examples/shop/pawl.toml").succeeded();
        assertThat(first.text()).contains("16 migrations applied", "180 products in 12 categories");

        Outcome second =
                terminal.pawl("migrate", "--config", "examples/shop/pawl.toml").succeeded();
        assertThat(second.text()).contains("up to date");
    }

    @Test
    @DisplayName(
            "R1, D53, E58, F5, F7: the shop on a server of one's own; its concurrent index is valid, its functions answer")
    void ownServer() throws IOException, SQLException {
        copyShop();
        try (var place = new Workplace(folder)) {
            place.pawl(
                            "migrate",
                            "--config",
                            "examples/shop/pawl.toml",
                            "--url",
                            place.database().url())
                    .succeeded();

            assertThat(
                            place.value(
                                    "SELECT indisvalid FROM pg_index WHERE indexrelid = 'shop.orders_customer_id_ordered_at_idx'::regclass"))
                    .isEqualTo("t");
            assertThat(place.rows("SELECT status, count(*) FROM shop.orders GROUP BY status ORDER BY status"))
                    .containsExactly("open|30", "paid|180", "shipped|120", "delivered|240", "cancelled|30");
            assertThat(place.value("SELECT count(*) FROM shop.order_overview WHERE balance = 0"))
                    .isEqualTo("540");
            assertThat(place.value("SELECT count(*) FROM shop.sales_by_month")).isNotEqualTo("0");
        }
    }
}
