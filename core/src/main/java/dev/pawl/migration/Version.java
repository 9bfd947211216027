package dev.pawl.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A migration's place in the order, as its file spells it ({@code 001}, {@code 1_2}, {@code 2025-10-18}).
 *
 * <p>Versions compare as numbers, part by part and of any length, so that {@code 9} comes before {@code 10} and {@code
 * 001} equals {@code 1}. Dates compare as the number that their digits make: {@code 2025-10-18} equals {@code
 * 20251018}. A version without digits (a Liquibase {@code author:id}) compares as text, after all numbers. Spec F2.
 */
public final class Version implements Comparable<Version> {

    private final String text;
    private final List<String> parts;

    private Version(String text, List<String> parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a version.
     *
     * @param text as the file spells it; not blank
     * @throws IllegalArgumentException if the text is blank
     */
    public static Version of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("A version cannot be blank");
        }
        return new Version(text, numericParts(text));
    }

    private static List<String> numericParts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits.append(c);
            } else if (c == '.' || c == '_') {
                parts.add(withoutLeadingZeros(digits));
                digits.setLength(0);
            } else if (c != '-') {
                return List.of();
            }
        }
        parts.add(withoutLeadingZeros(digits));
        while (parts.size() > 1 && parts.get(parts.size() - 1).equals("0")) {
            parts.remove(parts.size() - 1); // 1.0 equals 1
        }
        return List.copyOf(parts);
    }

    private static String withoutLeadingZeros(CharSequence digits) {
        int start = 0;
        while (start < digits.length() - 1 && digits.charAt(start) == '0') {
            start++;
        }
        return digits.isEmpty()
                ? "0"
                : digits.subSequence(start, digits.length()).toString();
    }

    /** The version as the file spells it. */
    public String text() {
        return text;
    }

    @Override
    public int compareTo(Version other) {
        if (parts.isEmpty() || other.parts.isEmpty()) {
            return parts.isEmpty() && other.parts.isEmpty()
                    ? text.compareTo(other.text)
                    : Boolean.compare(parts.isEmpty(), other.parts.isEmpty());
        }
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = compareNumbers(part(i), other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private String part(int index) {
        return index < parts.size() ? parts.get(index) : "0";
    }

    private static int compareNumbers(String left, String right) {
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return parts.isEmpty() ? text.hashCode() : Objects.hash(parts);
    }

    @Override
    public String toString() {
        return text;
    }
}
