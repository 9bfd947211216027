package dev.pawl.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The difference between two texts, line by line, in the unified form. The shortest edit script by the greedy algorithm of
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
 */
final class LineDifference {

    private static final int CONTEXT = 3;

    /** The trace grows with the square of the edits: this many take 16 MB. */
    private static final int MOST_EDITS = 2_000;

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
        return trace.isEmpty() ? replacement() : shortest(trace);
    }

    private List<Edit> shortest(List<int[]> trace) {
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
                edits.add(new Edit(' ', before.get(x - 1), x, y));
                x--;
                y--;
            }
            if (d > 0) {
                edits.add(isDown ? new Edit('+', after.get(y - 1), x, y) : new Edit('-', before.get(x - 1), x, y));
            }
            x = previousX;
            y = previousY;
        }
        Collections.reverse(edits);
        return edits;
    }

    /** Everything goes and everything comes: for texts that have next to nothing in common. */
    private List<Edit> replacement() {
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            edits.add(new Edit('-', before.get(i), i + 1, 0));
        }
        for (int i = 0; i < after.size(); i++) {
            edits.add(new Edit('+', after.get(i), before.size(), i + 1));
        }
        return edits;
    }

    /**
     * For each number of edits, how far the diagonals that it can reach had come before it: the middle element is the
     * diagonal 0. Empty where more than {@link #MOST_EDITS} are needed.
     */
    private List<int[]> trace() {
        int most = Math.min(before.size() + after.size(), MOST_EDITS);
        int middle = most + 1;
        int[] furthest = new int[2 * most + 3];
        List<int[]> trace = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            trace.add(Arrays.copyOfRange(furthest, middle - d - 1, middle + d + 2));
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
        return List.of();
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
            List<Edit> hunk = edits.subList(from, to);
            text.append(header(hunk));
            hunk.forEach(edit -> text.append(edit.sign()).append(edit.line()).append('\n'));
            shownUntil = to;
        }
        return text.toString();
    }

    private static String header(List<Edit> hunk) {
        List<Edit> old = hunk.stream().filter(edit -> edit.sign() != '+').toList();
        List<Edit> now = hunk.stream().filter(edit -> edit.sign() != '-').toList();
        int oldStart = (old.isEmpty() ? hunk : old).get(0).beforeLine();
        int newStart = (now.isEmpty() ? hunk : now).get(0).afterLine();
        return "@@ -" + range(oldStart, old.size()) + " +" + range(newStart, now.size()) + " @@\n";
    }

    private static String range(int start, int lines) {
        return lines == 1 ? Integer.toString(start) : start + "," + lines;
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
