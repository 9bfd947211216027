package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import java.util.Map;

/** psql's own commands, which begin with a backslash. pg_dump's {@code \restrict} is dropped; the others are refused. */
final class MetaCommands {
    private static final int LONGEST_NAME = 30;

    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("i", "Put the SQL of that file here, or make it a migration of its own."),
            Map.entry("ir", "Put the SQL of that file here, or make it a migration of its own."),
            Map.entry("include", "Put the SQL of that file here, or make it a migration of its own."),
            Map.entry("include_relative", "Put the SQL of that file here, or make it a migration of its own."),
            Map.entry("set", "Write the value where the variable is used; pawl does not substitute variables."),
            Map.entry("unset", "Remove it; pawl does not substitute variables."),
            Map.entry("gset", "End the statement with ; and use a DO block where the result is needed."),
            Map.entry("gexec", "End the statement with ; and run its results with EXECUTE in a DO block."),
            Map.entry("g", "End the statement with ; instead."),
            Map.entry("gx", "End the statement with ; instead."),
            Map.entry("copy", "Write COPY … FROM STDIN; with the data after it, ended by a line with \\. alone."),
            Map.entry("c", "Remove it; a migration runs in one database, and SET ROLE changes the role."),
            Map.entry("connect", "Remove it; a migration runs in one database, and SET ROLE changes the role."),
            Map.entry("encoding", "Remove it; scripts are UTF-8."),
            Map.entry("echo", "Use RAISE NOTICE in a DO block instead."),
            Map.entry("qecho", "Use RAISE NOTICE in a DO block instead."),
            Map.entry("if", "Use IF in a DO block, or a directive such as -- pawl: env=staging."),
            Map.entry("elif", "Use IF in a DO block, or a directive such as -- pawl: env=staging."),
            Map.entry("else", "Use IF in a DO block, or a directive such as -- pawl: env=staging."),
            Map.entry("endif", "Use IF in a DO block, or a directive such as -- pawl: env=staging."),
            Map.entry("timing", "Remove it; pawl measures every migration."),
            Map.entry("q", "Remove it, and what follows it if that must not run."),
            Map.entry("quit", "Remove it, and what follows it if that must not run."),
            Map.entry(";", "Write ; without the backslash."),
            Map.entry(":", "Write : without the backslash."),
            Map.entry(".", "Remove it; it ends the data of COPY … FROM STDIN, and there is none here."));

    private static final String OTHER_ADVICE = "Remove it; it is a command of psql and not SQL.";

    private final ProblemSink problems;

    MetaCommands(ProblemSink problems) {
        this.problems = problems;
    }

    /** At a backslash between statements; skips the line. */
    void betweenStatements(ByteWindow in) {
        String name = name(in);
        if (!name.equals("restrict") && !name.equals("unrestrict")) {
            refuse(in.offset(), name);
        }
        skipLine(in);
    }

    /** At a backslash within a statement; skips the rest of the line. */
    void withinStatement(ByteWindow in) {
        refuse(in.offset(), name(in));
        skipLine(in);
    }

    private void refuse(long offset, String name) {
        problems.report(
                offset,
                ErrorCode.META_COMMAND,
                "\\" + name + " is a command of psql, not SQL",
                ADVICE.getOrDefault(name, OTHER_ADVICE));
    }

    private static String name(ByteWindow in) {
        StringBuilder name = new StringBuilder();
        int b = in.peek(1);
        while (b > ' ' && b < 0x7F && name.length() < LONGEST_NAME && isNamePart(b, name.length())) {
            name.append((char) b);
            b = in.peek(1 + name.length());
        }
        return name.toString();
    }

    /** Letters make a long name; anything else is a name of one character. */
    private static boolean isNamePart(int b, int length) {
        boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
        return letter || length == 0;
    }

    private static void skipLine(ByteWindow in) {
        do {
            while (in.pos < in.limit) {
                if (in.bytes[in.pos] == '\n') {
                    return;
                }
                in.pos++;
            }
        } while (in.fill());
    }
}
