package dev.pawl.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts, line by line, in the unified form. The shortest edit script by the greedy algorithm of
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
 */
final class LineDifference {

    private static final int CONTEXT = 3;

    private final List<String> before;
    private final List<String> after;

    private LineDifference(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /** The changed lines with three lines of context; empty where the texts are equal. */
    static String between(String before, String after) {
        LineDifference difference =
                new LineDifference(before.lines().toList(), after.lines().toList());
        return difference.render(difference.edits());
    }

    /** One line of the result. */
    private record Edit(char sign, String line, int beforeLine, int afterLine) {}

    private List<Edit> edits() {
        List<int[]> trace = trace();
        List<Edit> edits = new ArrayList<>();
        int x = before.size();
        int y = after.size();
        for (int d = trace.size() - 1; d >= 0; d--) {
            int[] furthest = trace.get(d);
            int middle = furthest.length / 2;
            int k = x - y;
            boolean isDown = k == -d || (k != d && furthest[middle + k - 1] < furthest[middle + k + 1]);
            int previousK = isDown ? k + 1 : k - 1;
            int previousX = d == 0 ? 0 : furthest[middle + previousK];
            int previousY = d == 0 ? 0 : previousX - previousK;
            while (x > previousX && y > previousY) {
                edits.add(0, new Edit(' ', before.get(x - 1), x, y));
                x--;
                y--;
            }
            if (d > 0) {
                edits.add(0, isDown ? new Edit('+', after.get(y - 1), x, y) : new Edit('-', before.get(x - 1), x, y));
            }
            x = previousX;
            y = previousY;
        }
        return edits;
    }

    /** For each number of edits, how far each diagonal had come before it. */
    private List<int[]> trace() {
        int most = before.size() + after.size();
        int middle = most + 1;
        int[] furthest = new int[2 * most + 3];
        List<int[]> trace = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            trace.add(furthest.clone());
            for (int k = -d; k <= d; k += 2) {
                boolean isDown = k == -d || (k != d && furthest[middle + k - 1] < furthest[middle + k + 1]);
                int x = isDown ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
                int y = x - k;
                while (x < before.size() && y < after.size() && before.get(x).equals(after.get(y))) {
                    x++;
                    y++;
                }
                furthest[middle + k] = x;
                if (x >= before.size() && y >= after.size()) {
                    return trace;
                }
            }
        }
        return trace;
    }

    private String render(List<Edit> edits) {
        StringBuilder text = new StringBuilder();
        int shownUntil = 0;
        for (int i = 0; i < edits.size(); i++) {
            if (edits.get(i).sign() == ' ' || i < shownUntil) {
                continue;
            }
            int from = Math.max(shownUntil, i - CONTEXT);
            int to = endOfHunk(edits, i);
            text.append("@@ -").append(edits.get(from).beforeLine()).append(" +");
            text.append(edits.get(from).afterLine()).append(" @@\n");
            edits.subList(from, to)
                    .forEach(
                            edit -> text.append(edit.sign()).append(edit.line()).append('\n'));
            shownUntil = to;
        }
        return text.toString();
    }

    private static int endOfHunk(List<Edit> edits, int firstChange) {
        int lastChange = firstChange;
        for (int i = firstChange; i < edits.size() && i <= lastChange + 2 * CONTEXT; i++) {
            if (edits.get(i).sign() != ' ') {
                lastChange = i;
            }
        }
        return Math.min(edits.size(), lastChange + CONTEXT + 1);
    }
}
