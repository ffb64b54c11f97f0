package shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where and how this process runs. */
final class Machine {
    static final String NAME = name();
    static final String MODEL = "servlet";
    static final String VERSION = System.getProperty("shop.version", "unnamed");
    static final long PROCESS = ProcessHandle.current().pid();

    private Machine() {}

    /** The kernel's name for the machine, which no resolver can get wrong. */
    private static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.")[0];
        } catch (IOException e) {
            throw new UncheckedIOException("the machine has no name", e);
        }
    }
}
