package dev.pawl.parse;

import dev.pawl.migration.Script;
import dev.pawl.migration.Script.Slice;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One changeset of a Liquibase file, while its lines are read. */
final class Changeset {
    private static final Pattern ROLLBACK = Pattern.compile("(?is)--\\s*rollback(\\s.*)?");
    private static final Pattern BLOCK_START = Pattern.compile("(?is)/\\*\\s*liquibase\\s+rollback\\b(.*)");
    private static final Pattern COMMENT = Pattern.compile("(?is)--\\s*comment:?\\s+(.*)");

    private final SourceLine start;
    private final ChangesetHeader header;
    private final RollbackText rollback = new RollbackText();
    private Optional<String> comment = Optional.empty();
    private boolean inBlock;
    private long rollbackAt = Long.MAX_VALUE;

    Changeset(SourceLine start, ChangesetHeader header) {
        this.start = start;
        this.header = header;
    }

    ChangesetHeader header() {
        return header;
    }

    /** What {@code --comment} says. */
    Optional<String> comment() {
        return comment;
    }

    /** The next line after the marker. */
    void line(SourceLine line, LiquibaseChangelog.Refusal refusal) {
        Matcher oneLine = ROLLBACK.matcher(line.text());
        Matcher blockStart = BLOCK_START.matcher(line.text());
        if (inBlock) {
            blockLine(line, line.text());
        } else if (oneLine.matches()) {
            rollback(line);
            rollback.add(line.number(), " ".repeat("--rollback".length()) + group(oneLine));
        } else if (blockStart.matches()) {
            rollback(line);
            inBlock = true;
            blockLine(line, group(blockStart));
        } else if (line.kind() == SourceLine.Kind.SQL) {
            rollbackAt = Long.MAX_VALUE;
        } else {
            comment(line, refusal);
        }
    }

    private static String group(Matcher matcher) {
        String text = matcher.group(1);
        return text == null ? "" : text;
    }

    private void rollback(SourceLine line) {
        rollbackAt = Math.min(rollbackAt, line.from());
    }

    private void blockLine(SourceLine line, String text) {
        int end = text.indexOf("*/");
        inBlock = end < 0;
        rollback.add(line.number(), end < 0 ? text : text.substring(0, end));
    }

    private void comment(SourceLine line, LiquibaseChangelog.Refusal refusal) {
        Matcher matcher = COMMENT.matcher(line.text());
        if (matcher.matches()) {
            comment = Optional.of(matcher.group(1).strip());
            return;
        }
        LiquibaseChangelog.refuseUnsupported(line.comment(), refusal);
    }

    /**
     * The part of the file that applies it, without the rollback at its end.
     *
     * @param end the offset of the next changeset
     */
    Slice slice(long end) {
        return new Slice(start.from(), Math.min(end, rollbackAt), start.number());
    }

    /** The script that reverts it, with the line numbers of the file. */
    Optional<Script> rollback(String location) {
        return rollback.text().map(text -> Script.wholeFile(new MemoryContent(location, text)));
    }
}
