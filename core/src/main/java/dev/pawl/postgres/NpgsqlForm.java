package dev.pawl.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * .NET's {@code Host=localhost;Username=app;Password="a;b";SSL Mode=Require} (Npgsql, "Connection String Parameters";
 * quoting as in {@code DbConnectionStringBuilder}). Promise A8: it arrives inside {@code DATABASE_URL}.
 */
final class NpgsqlForm {

    /** Npgsql's keywords, without spaces and in lower case → libpq's. */
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("host", ConnectionParameters.HOST),
            Map.entry("server", ConnectionParameters.HOST),
            Map.entry("port", ConnectionParameters.PORT),
            Map.entry("database", ConnectionParameters.DBNAME),
            Map.entry("db", ConnectionParameters.DBNAME),
            Map.entry("dbname", ConnectionParameters.DBNAME),
            Map.entry("username", ConnectionParameters.USER),
            Map.entry("userid", ConnectionParameters.USER),
            Map.entry("uid", ConnectionParameters.USER),
            Map.entry("user", ConnectionParameters.USER),
            Map.entry("password", ConnectionParameters.PASSWORD),
            Map.entry("pwd", ConnectionParameters.PASSWORD),
            Map.entry("psw", ConnectionParameters.PASSWORD),
            Map.entry("passfile", ConnectionParameters.PASSFILE),
            Map.entry("applicationname", "application_name"),
            Map.entry("searchpath", "currentSchema"),
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslnegotiation", "sslnegotiation"),
            Map.entry("sslcertificate", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslpassword", "sslpassword"),
            Map.entry("rootcertificate", "sslrootcert"),
            Map.entry("channelbinding", "channel_binding"),
            Map.entry("requireauth", "require_auth"),
            Map.entry("gssencryptionmode", "gssencmode"),
            Map.entry("kerberosservicename", "krbsrvname"),
            Map.entry("timeout", "connect_timeout"),
            Map.entry("options", "options"),
            Map.entry("targetsessionattributes", "target_session_attrs"),
            Map.entry("loadbalancehosts", "load_balance_hosts"),
            Map.entry("tcpkeepalive", "keepalives"));

    /** Keywords about pools, buffers and Npgsql's own behaviour: nothing in them changes what pawl does. */
    private static final Set<String> IRRELEVANT = Set.of(
            "arraynullabilitymode",
            "autoprepareminusages",
            "cancellationtimeout",
            "commandtimeout",
            "connectionidlelifetime",
            "connectionlifetime",
            "connectionpruninginterval",
            "enlist",
            "hostrecheckseconds",
            "includeerrordetail",
            "includefailedbatchedcommand",
            "includerealm",
            "internalcommandtimeout",
            "keepalive",
            "loadtablecomposites",
            "logparameters",
            "maxautoprepare",
            "maximumpoolsize",
            "maxpoolsize",
            "minimumpoolsize",
            "minpoolsize",
            "multiplexing",
            "noresetonclose",
            "persistsecurityinfo",
            "pooling",
            "readbuffersize",
            "servercompatibilitymode",
            "socketreceivebuffersize",
            "socketsendbuffersize",
            "writebuffersize",
            "writecoalescingbufferthresholdbytes");

    /** Keywords that would change how the connection is made, and that the driver has nothing for. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "checkcertificaterevocation",
            "clientencoding",
            "encoding",
            "integratedsecurity",
            "replicationmode",
            "tcpkeepaliveinterval",
            "tcpkeepalivetime",
            "timezone",
            "trustservercertificate");

    private final String text;
    private final ConnectionParameters parameters = new ConnectionParameters(ConnectionParameters.NoHost.LOCALHOST);
    private int at;

    private NpgsqlForm(String text) {
        this.text = text;
    }

    static boolean knows(String keyword) {
        String bare = bare(keyword);
        return KEYWORDS.containsKey(bare) || IRRELEVANT.contains(bare) || WITHOUT_EFFECT.contains(bare);
    }

    static ConnectionParameters read(String text) {
        return new NpgsqlForm(text).read();
    }

    private ConnectionParameters read() {
        boolean afterPassword = false;
        skipSeparators();
        while (at < text.length()) {
            String keyword = keyword(afterPassword);
            accept(keyword, value(), afterPassword);
            afterPassword = ConnectionParameters.PASSWORD.equals(KEYWORDS.get(bare(keyword)));
            skipSeparators();
        }
        parameters.find(ConnectionParameters.HOST).ifPresent(this::splitPorts);
        return parameters;
    }

    /** Npgsql takes {@code Host=a:5433,b}; the ports go where libpq has them. */
    private void splitPorts(String hosts) {
        if (hosts.startsWith("/") || Stream.of(hosts.split(",", -1)).noneMatch(NpgsqlForm::hasPort)) {
            return;
        }
        String common = parameters.find(ConnectionParameters.PORT).orElse("");
        List<String> names = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            int colon = hasPort(host) ? host.lastIndexOf(':') : host.length();
            names.add(host.substring(0, colon).replaceAll("[\\[\\]]", ""));
            ports.add(hasPort(host) ? host.substring(colon + 1) : common);
        }
        parameters.put(ConnectionParameters.HOST, String.join(",", names));
        parameters.put(ConnectionParameters.PORT, String.join(",", ports));
    }

    /** One colon is a port's, several without brackets are an IPv6 address. */
    private static boolean hasPort(String host) {
        return host.matches("[^:]*:[^:]*|\\[.*]:.*");
    }

    private void accept(String keyword, String value, boolean afterPassword) {
        String bare = bare(keyword);
        Optional<String> name = Optional.ofNullable(KEYWORDS.get(bare));
        if (name.isPresent()) {
            parameters.put(name.get(), translate(name.get(), value));
        } else if (bare.equals("trustservercertificate") && !Boolean.parseBoolean(value)) {
            return; // Npgsql's default
        } else if (WITHOUT_EFFECT.contains(bare)) {
            parameters.warn("`" + keyword + "` in the connection string has no effect on pawl.");
        } else if (!IRRELEVANT.contains(bare)) {
            ParameterNames.accept(parameters, keyword, value, afterPassword);
        }
    }

    /** Npgsql writes {@code VerifyFull} and {@code PreferStandby} where libpq writes {@code verify-full}. */
    private static String translate(String name, String value) {
        return switch (name) {
            case "sslmode", "target_session_attrs" -> hyphenated(value);
            case "channel_binding", "gssencmode", "sslnegotiation" -> value.toLowerCase(Locale.ROOT);
            case "load_balance_hosts" -> Boolean.parseBoolean(value) ? "random" : "disable";
            case "keepalives" -> Boolean.parseBoolean(value) ? "1" : "0";
            default -> value;
        };
    }

    private static String hyphenated(String value) {
        return value.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private String keyword(boolean afterPassword) {
        int equals = text.indexOf('=', at);
        int end = text.indexOf(';', at);
        if (equals < 0 || (end >= 0 && end < equals)) {
            throw UrlProblems.invalid(
                    afterPassword ? "something without a value follows the password" : "a keyword has no value",
                    "Write Keyword=value; and quote values that hold a `;`: Password=\"a;b\".");
        }
        String keyword = text.substring(at, equals).strip();
        at = equals + 1;
        return keyword;
    }

    private String value() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            return quoted(text.charAt(at++));
        }
        int end = text.indexOf(';', at);
        String value = text.substring(at, end < 0 ? text.length() : end);
        at += value.length();
        return value.strip();
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(c);
                at++;
            } else {
                requireSeparator();
                return value.toString();
            }
        }
        throw UrlProblems.invalid("a quoted value is not closed", "Close it, and write a quote inside it twice.");
    }

    private void requireSeparator() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) != ';') {
            throw UrlProblems.invalid(
                    "something follows a quoted value", "Put a `;` after it, and write a quote inside it twice.");
        }
    }

    private void skipSeparators() {
        while (at < text.length() && (text.charAt(at) == ';' || Character.isWhitespace(text.charAt(at)))) {
            at++;
        }
    }

    private static String bare(String keyword) {
        return keyword.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    }
}
