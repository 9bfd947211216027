package dev.pawl.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Unpacks as much of the tar format as the published binaries use: files, folders, links, and GNU's long names. */
final class TarArchive {
    private static final int BLOCK = 512;

    private final InputStream in;
    private final Path target;

    private TarArchive(InputStream in, Path target) {
        this.in = in;
        this.target = target;
    }

    static void unpack(InputStream in, Path target) throws IOException {
        new TarArchive(in, target).unpack();
    }

    private void unpack() throws IOException {
        byte[] header = new byte[BLOCK];
        String longName = "";
        String longLink = "";
        while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            long size = number(header, 124, 12);
            char type = (char) header[156];
            if (type == 'L') {
                longName = longText(size);
                continue;
            }
            if (type == 'K') {
                longLink = longText(size);
                continue;
            }
            Path path = inside(longName.isEmpty() ? name(header) : longName);
            String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
            switch (type) {
                case '5' -> folder(path);
                case '2' -> {
                    inside(target.relativize(path.resolveSibling(link)).toString());
                    Files.createSymbolicLink(path, Path.of(link));
                }
                case '1' -> Files.createLink(path, inside(link));
                case '0', '\0' -> file(path, size, number(header, 100, 8));
                default -> throw new IOException("unknown kind of entry '" + type + "' in the archive");
            }
            longName = "";
            longLink = "";
        }
    }

    private void folder(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void file(Path path, long size, long mode) throws IOException {
        if (!Files.isDirectory(Folders.parent(path))) {
            folder(Folders.parent(path));
        }
        long left = size;
        try (var out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[64 * 1024];
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the archive ends in the middle of " + path.getFileName());
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        skipPadding(size);
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private String longText(long size) throws IOException {
        byte[] bytes = in.readNBytes(Math.toIntExact(size));
        skipPadding(size);
        return text(bytes, 0, bytes.length);
    }

    private void skipPadding(long size) throws IOException {
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    /** An archive must not write outside of its folder. */
    private Path inside(String name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive has an entry outside of its folder: " + name);
        }
        return path;
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        boolean ustar = text(header, 257, 6).equals("ustar");
        return ustar && !prefix.isEmpty() ? prefix + "/" + name : name;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long number(byte[] bytes, int from, int length) {
        String octal = text(bytes, from, length).strip();
        return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    }
}
