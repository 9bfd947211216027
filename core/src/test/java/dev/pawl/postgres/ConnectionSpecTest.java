package dev.pawl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("N1: every form of a connection string")
class ConnectionSpecTest {

    @ParameterizedTest(name = "N1: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    # form                                                                     | display
                    postgres://app:pw@db.example.com/shop                                      | postgresql://app:***@db.example.com:5432/shop
                    postgresql://app:pw@db.example.com:6432/shop                               | postgresql://app:***@db.example.com:6432/shop
                    POSTGRESQL://app:pw@h/shop                                                 | postgresql://app:***@h:5432/shop
                    postgresql://app@h/shop                                                    | postgresql://app@h:5432/shop
                    postgresql://app@h                                                         | postgresql://app@h:5432/app
                    postgresql://app@h/                                                        | postgresql://app@h:5432/app
                    postgresql://h/shop?user=app&password=pw                                   | postgresql://app:***@h:5432/shop
                    postgresql://app@a:1,b:2,c/shop                                            | postgresql://app@a:1,b:2,c:5432/shop
                    postgresql://app@[2001:db8::1]:6432/shop                                   | postgresql://app@[2001:db8::1]:6432/shop
                    postgresql://app@[::1],[::2]:7/shop                                        | postgresql://app@[::1]:5432,[::2]:7/shop
                    postgresql://app@%2Fvar%2Frun%2Fpostgresql/shop                            | postgresql://app@/shop?host=/var/run/postgresql&port=5432
                    postgresql://app@%2Frun:6432/shop                                          | postgresql://app@/shop?host=/run&port=6432
                    postgresql:///shop?host=/run/pg&user=app                                   | postgresql://app@/shop?host=/run/pg&port=5432
                    postgresql://app@h:1/shop?host=other&port=2                                | postgresql://app@other:2/shop
                    postgresql://%C3%BC%40x@h/my%20db                                          | postgresql://ü@x@h:5432/my db
                    jdbc:postgresql://h:6432/shop?user=app&password=pw                         | postgresql://app:***@h:6432/shop
                    jdbc:postgresql://app:pw@h/shop                                            | postgresql://app:***@h:5432/shop
                    jdbc:postgresql:shop?user=app                                              | postgresql://app@localhost:5432/shop
                    jdbc:postgresql://h/?user=app                                              | postgresql://app@h:5432/app
                    jdbc:postgresql://a:1,[::1]:2/shop?user=app                                | postgresql://app@a:1,[::1]:2/shop
                    host=h dbname=shop user=app password=pw                                    | postgresql://app:***@h:5432/shop
                    host = h dbname = 'my db' user='a b'                                       | postgresql://a b@h:5432/my db
                    host=a,b port=1,2 dbname=shop user=app                                     | postgresql://app@a:1,b:2/shop
                    host=a,b port=7 dbname=shop user=app                                       | postgresql://app@a:7,b:7/shop
                    host=::1 dbname=shop user=app                                              | postgresql://app@[::1]:5432/shop
                    host=/run/pg port=6432 dbname=shop user=app                                | postgresql://app@/shop?host=/run/pg&port=6432
                    host=name hostaddr=10.0.0.1 dbname=shop user=app                           | postgresql://app@10.0.0.1:5432/shop
                    Host=h;Port=6432;Username=app;Password=pw;Database=shop                    | postgresql://app:***@h:6432/shop
                    Server=h;User Id=app;Pwd=pw;Database=shop;                                 | postgresql://app:***@h:5432/shop
                    server = h; uid = app; password = pw; database = shop                      | postgresql://app:***@h:5432/shop
                    Host=/run/pg;Username=app;Database=shop                                    | postgresql://app@/shop?host=/run/pg&port=5432
                    Host=a,b;Port=7;Username=app;Database=shop                                 | postgresql://app@a:7,b:7/shop
                    Host=a:1,b:2;Username=app;Database=shop                                    | postgresql://app@a:1,b:2/shop
                    host=h;database=shop;username=app                                          | postgresql://app@h:5432/shop
                    Host=[::1]:6432,b;Port=7;Username=app;Database=shop                        | postgresql://app@[::1]:6432,b:7/shop
                    Host=::1;Username=app;Database=shop                                        | postgresql://app@[::1]:5432/shop
                    Host=h                                                                     | postgresql://USER@h:5432/USER
                    """)
    void reads(String text, String display) {
        String expected = display.replace("USER", System.getProperty("user.name"));

        assertThat(ConnectionSpec.parse("  " + text + "\n").display()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "N1: the password in {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    postgresql://app:p%40ss%3A%2F%25%3F%23@h/shop            | p@ss:/%?#
                    postgresql://app:p@ss:word#1@h/shop                      | p@ss:word#1
                    postgresql://app:a+b%20c@h/shop                          | a+b c
                    postgresql://h/shop?user=app&password=a%26b%3Dc          | a&b=c
                    jdbc:postgresql://h/shop?user=app&password=a+b%2Bc       | a b+c
                    host=h user=app password='it\\'s \\\\ fine'              | it's \\ fine
                    host=h user=app password='it''s'                         | it's
                    host=h user=app password=a\\ b;c"d                       | a b;c"d
                    password=p;q host=h user=app                             | p;q
                    Host=h;Username=app;Password=a b=c                       | a b=c
                    Host=h;Username=app;Password="a;b""c"                    | a;b"c
                    Host=h;Username=app;Password='a;b''c"'                   | a;b'c"
                    Host=h;Username=app;Password=it's"x                      | it's"x
                    Password=a=b;Host=h;Username=app                         | a=b
                    """)
    void readsPasswords(String text, String password) {
        ConnectionSpec spec = ConnectionSpec.parse(text);

        assertThat(spec.password().map(Secret::reveal)).contains(password);
        assertThat(spec.user()).isEqualTo("app");
    }

    @Test
    @DisplayName("N3: the password shows in no rendering of the connection")
    void hides() {
        ConnectionSpec spec =
                ConnectionSpec.parse("postgresql://app:hunter2@h/shop?sslpassword=hunter2&sslkey=k&application_name=x");

        assertThat(spec.toString() + spec.password() + spec.keyPassword() + spec.parameters())
                .contains("***")
                .doesNotContain("hunter2");
        assertThat(spec)
                .isEqualTo(
                        ConnectionSpec.parse(
                                "host=h user=app dbname=shop password=hunter2 sslpassword=hunter2 sslkey=k application_name=x"));
        assertThat(spec).isNotEqualTo(spec.withPassword(Secret.of("other")));
    }

    @Nested
    @DisplayName("N1: parameters")
    class Parameters {

        @ParameterizedTest(name = "N1: sslmode={0}")
        @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
        void sslModes(String mode) {
            assertThat(ConnectionSpec.parse("postgresql://h/d?sslmode=" + mode).parameters())
                    .containsEntry("sslmode", mode);
        }

        @ParameterizedTest(name = "N1: SSL Mode={0} of Npgsql is {1}")
        @CsvSource({
            "Disable,disable",
            "Require,require",
            "VerifyCA,verify-ca",
            "VerifyFull,verify-full",
            "prefer,prefer"
        })
        void npgsqlSslModes(String mode, String meant) {
            assertThat(ConnectionSpec.parse("Host=h;SSL Mode=" + mode).parameters())
                    .containsEntry("sslmode", meant);
        }

        @Test
        @DisplayName("N1: the same parameter has one name, whatever form it came in")
        void canonical() {
            Map<String, String> libpq = ConnectionSpec.parse(
                            "host=h user=u connect_timeout=3 options='-c statement_timeout=5s' target_session_attrs=primary"
                                    + " channel_binding=require application_name=shop")
                    .parameters();

            assertThat(ConnectionSpec.parse("Host=h;Username=u;Timeout=3;Options=-c statement_timeout=5s;"
                                    + "Target Session Attributes=Primary;Channel Binding=Require;Application Name=shop")
                            .parameters())
                    .isEqualTo(libpq);
            assertThat(ConnectionSpec.parse("postgresql://u@h/u?connect_timeout=3&options=-c%20statement_timeout%3D5s"
                                    + "&target_session_attrs=primary&channel_binding=require&application_name=shop")
                            .parameters())
                    .isEqualTo(libpq);
        }

        @Test
        @DisplayName("N1: ssl=true of the JDBC driver is its strictest mode")
        void jdbcSsl() {
            assertThat(ConnectionSpec.parse("jdbc:postgresql://h/d?ssl=true").parameters())
                    .containsEntry("sslmode", "verify-full");
            assertThat(ConnectionSpec.parse("jdbc:postgresql://h/d?ssl").parameters())
                    .containsEntry("sslmode", "verify-full");
            assertThat(ConnectionSpec.parse("jdbc:postgresql://h/d?ssl=false").parameters())
                    .doesNotContainKey("sslmode");
        }

        @ParameterizedTest(name = "N1: {0} has no effect, and that is said")
        @CsvSource({
            "postgresql://h/d?sslsni=0,sslsni",
            "postgresql://h/d?pgbouncer=true&connection_limit=1,pgbouncer",
            "postgresql://h/d?schema=kb,schema",
            "postgresql://h/d?supa=base-pooler.x,supa",
            "postgresql://h/d?utterly=new,utterly",
            "jdbc:postgresql://h/d?prepareThreshold=5,prepareThreshold",
            "Host=h;Trust Server Certificate=true,Trust Server Certificate"
        })
        void warns(String text, String name) {
            assertThat(ConnectionSpec.parse(text).warnings()).anyMatch(warning -> warning.contains("`" + name + "`"));
        }

        @Test
        @DisplayName("A8: what .NET adds about its own pool is no cause for a warning")
        void npgsqlPool() {
            assertThat(ConnectionSpec.parse("Host=h;Pooling=true;Maximum Pool Size=9;Include Error Detail=true;"
                                    + "Command Timeout=0;Trust Server Certificate=false")
                            .warnings())
                    .isEmpty();
        }

        @ParameterizedTest(name = "N1: {0} is taken for a typing error of {1}")
        @CsvSource({
            "postgresql://h/d?sslmod=require,sslmode",
            "postgresql://h/d?SSLMode=require,sslmode",
            "postgresql://h/d?ssl-mode=require,sslmode",
            "postgresql://h/d?sslroot_cert=x,sslrootcert",
            "postgresql://h/d?sslmdoe=require,sslmode",
            "host=h pasword=x,password",
            "jdbc:postgresql://h/d?applicationName=x,ApplicationName"
        })
        void typingErrors(String text, String meant) {
            Problem problem = invalid(text);

            assertThat(problem.fix().replace("_", "").toLowerCase(Locale.ROOT))
                    .contains(meant.toLowerCase(Locale.ROOT));
        }
    }

    @Nested
    @DisplayName("N3: an error names the part that is wrong, and no piece of the password")
    class Errors {

        @ParameterizedTest(name = "N3: {0}")
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        postgresql://app:hun/ter2@h/shop                    | Percent-encode
                        postgresql://app:12/hunter2@h/shop                  | Percent-encode
                        postgresql://app:12?hunter2@h/shop                  | Percent-encode
                        postgresql://app:hun?ter2=1@h/shop                  | ercent-encode
                        postgresql://app:hunter%zz2@h/shop                  | %25
                        postgresql://app:hunter2%@h/shop                    | %25
                        postgresql://app:hunter%C3@h/shop                   | UTF-8
                        postgresql://app:hunter2@h:abc/shop                 | port
                        postgresql://app:hunter2@h:0/shop                   | port
                        postgresql://app:hunter2@h:70000/shop               | port
                        postgresql://app:hunter2@[::1/shop                  | [2001:db8::1]:5432
                        postgresql://app:hunter2@h/shop?nonsense            | name=value
                        postgresql://app:hunter2@a,b:1,c:2/shop?port=1,2    | one for each
                        postgresql://app:hunter2@h/shop?sslmode=maybe       | verify-full
                        postgresql://app:hunter2@h/shop?connect_timeout=x   | connect_timeout=10
                        postgresql://app:hunter2@/shop?host=/run,h          | unix socket alone
                        postgresql://h/shop?password=hun&ter2=x             | percent-encode
                        host=h password=hun ter2=x                          | quote
                        host=h password=hunter2 ter                         | quote
                        host=h password='hunter2                            | \\'
                        host=h dbname                                       | keyword=value
                        Host=h;Password=hun;ter2=x                          | quote
                        Host=h;Password=hun;ter2                            | quote
                        Host=h;Password="hunter2                            | twice
                        Host=h;Password="hun"ter2"                          | twice
                        Host=h hunter2;Database=x                           | host
                        mysql://app:hunter2@h/shop                          | postgresql://
                        jdbc:mysql://app:hunter2@h/shop                     | postgresql://
                        hunter2                                             | postgresql://
                        docker://                                           | docker://container
                        docker://hunter2;x                                  | docker://container
                        """)
        void named(String text, String fix) {
            PawlException error = catchThrowableOfType(PawlException.class, () -> ConnectionTarget.parse(text));

            assertThat(error).isNotNull();
            assertThat(error.problem().code()).isEqualTo(ErrorCode.URL_INVALID);
            assertThat(error.problem().fix() + error.problem().message()).contains(fix);
            assertThat(everything(error)).doesNotContain("hun", "ter2");
        }
    }

    @Test
    @DisplayName("N1: docker:// and embedded: are targets of their own")
    void targets() {
        assertThat(ConnectionTarget.parse("docker://spec_pg"))
                .isEqualTo(new ConnectionTarget.Docker("spec_pg", Optional.empty()));
        assertThat(ConnectionTarget.parse(" docker://spec_pg/my%20db "))
                .isEqualTo(new ConnectionTarget.Docker("spec_pg", Optional.of("my db")));
        assertThat(ConnectionTarget.parse("embedded:")).isEqualTo(new ConnectionTarget.Embedded(Optional.empty()));
        assertThat(ConnectionTarget.parse("embedded:data/pg"))
                .isEqualTo(new ConnectionTarget.Embedded(Optional.of(Path.of("data/pg"))));
        assertThat(ConnectionTarget.parse("embedded:./17"))
                .isEqualTo(new ConnectionTarget.Embedded(Optional.of(Path.of("./17"))));
        assertThat(ConnectionTarget.parse("postgresql://h/d")).isInstanceOf(ConnectionTarget.Server.class);
    }

    @ParameterizedTest(name = "N1: {0} looks like a version and is refused, with the way to write a folder")
    @CsvSource({"embedded:17, embedded:./17", "embedded://16, embedded:./16", "embedded:17.2, embedded:./17.2"})
    void bareNumber(String text, String instead) {
        PawlException error = catchThrowableOfType(PawlException.class, () -> ConnectionTarget.parse(text));

        assertThat(error.problem().code()).isEqualTo(ErrorCode.URL_INVALID);
        assertThat(error.problem().fix()).contains("`" + instead + "` for a folder of that name");
    }

    private static Problem invalid(String text) {
        PawlException error = catchThrowableOfType(PawlException.class, () -> ConnectionSpec.parse(text));
        assertThat(error.problem().code()).isEqualTo(ErrorCode.URL_INVALID);
        return error.problem();
    }

    /** The error as the most talkative logger would print it. */
    static String everything(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
