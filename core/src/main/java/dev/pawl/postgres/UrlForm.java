package dev.pawl.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code postgresql://user:password@host:5432/database?name=value}, as libpq reads it (PostgreSQL manual, 34.1.1.2), and
 * the driver's {@code jdbc:postgresql:} URLs, which are a little different.
 */
final class UrlForm {

    private static final String JDBC = "jdbc:postgresql:";

    private final String rest;
    private final boolean jdbc;
    private final ConnectionParameters parameters;

    private UrlForm(String rest, boolean jdbc) {
        this.rest = rest;
        this.jdbc = jdbc;
        this.parameters = new ConnectionParameters(
                jdbc ? ConnectionParameters.NoHost.LOCALHOST : ConnectionParameters.NoHost.SOCKET);
    }

    static boolean matches(String text) {
        return startsWith(text, "postgresql://") || startsWith(text, "postgres://") || startsWith(text, JDBC);
    }

    static ConnectionParameters read(String text) {
        boolean jdbc = startsWith(text, JDBC);
        String rest = jdbc ? text.substring(JDBC.length()) : text.substring(text.indexOf("://") + 1);
        return new UrlForm(rest, jdbc).read();
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private ConnectionParameters read() {
        int question = rest.indexOf('?');
        String beforeQuery = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (beforeQuery.startsWith("//")) {
            readHierarchy(beforeQuery.substring(2), query);
        } else if (!beforeQuery.isEmpty()) {
            parameters.put(ConnectionParameters.DBNAME, decode(beforeQuery, "database")); // jdbc:postgresql:database
        }
        readQuery(query);
        return parameters;
    }

    private void readHierarchy(String text, String query) {
        int slash = text.indexOf('/');
        String authority = slash < 0 ? text : text.substring(0, slash);
        String database = slash < 0 ? "" : text.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        if (database.indexOf('@') >= 0 || (at < 0 && query.indexOf('@') >= 0)) {
            throw UrlProblems.invalid(
                    "there is an `@` after the host, so the user or the password holds a character with a meaning",
                    "Percent-encode them: `/` as %2F, `?` as %3F, `@` as %40, `%` as %25.");
        }
        if (at >= 0) {
            readUserInfo(authority.substring(0, at));
        }
        readHosts(authority.substring(at + 1));
        if (!database.isEmpty()) {
            parameters.put(ConnectionParameters.DBNAME, decode(database, "database"));
        }
    }

    private void readUserInfo(String text) {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        parameters.put(ConnectionParameters.USER, decode(user, "user"));
        if (colon >= 0) {
            parameters.put(ConnectionParameters.PASSWORD, decode(text.substring(colon + 1), "password"));
        }
    }

    private void readHosts(String text) {
        if (text.isEmpty()) {
            return;
        }
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String address : text.split(",", -1)) {
            int colon = portColon(address);
            hosts.add(withoutBrackets(decode(colon < 0 ? address : address.substring(0, colon), "host")));
            ports.add(colon < 0 ? "" : address.substring(colon + 1));
        }
        if (hosts.stream().anyMatch(host -> !host.isEmpty())) {
            parameters.put(ConnectionParameters.HOST, String.join(",", hosts));
        }
        if (ports.stream().anyMatch(port -> !port.isEmpty())) {
            parameters.put(ConnectionParameters.PORT, String.join(",", ports));
        }
    }

    private static int portColon(String address) {
        if (!address.startsWith("[")) {
            return address.lastIndexOf(':');
        }
        int bracket = address.indexOf(']');
        if (bracket < 0) {
            throw UrlProblems.invalid("an IPv6 address is not closed", "Write it as [2001:db8::1]:5432.");
        }
        return address.indexOf(':', bracket);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private void readQuery(String query) {
        boolean afterPassword = false;
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0 && !jdbc) {
                throw UrlProblems.invalid(
                        "a parameter after the `?` has no value", "Write name=value, joined with `&`.");
            }
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), "name of a parameter");
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), "value of a parameter");
            ParameterNames.accept(parameters, name, value, afterPassword);
            afterPassword = name.toLowerCase(Locale.ROOT).equals(ConnectionParameters.PASSWORD);
        }
    }

    /** The driver decodes {@code +} as a space, libpq does not. */
    private String decode(String text, String part) {
        if (!jdbc) {
            return PercentCode.decode(text, part);
        }
        PercentCode.decode(text, part); // says what is wrong, which the decoder of the JDK does not
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
