package dev.pawl.acceptance.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Outcome;
import dev.pawl.acceptance.Workplace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a mistake twice: once for people, compared with a golden file, and once for machines. */
final class Mistakes {
    private final Workplace place;

    Mistakes(Workplace place) {
        this.place = place;
    }

    /**
     * Runs a command that has to fail.
     *
     * @param golden the file with what people are told
     * @param code what machines are told
     */
    void expect(String golden, String code, int exit, String... command) {
        Outcome told = place.pawl(command).exited(exit);
        place.golden().verify("mistakes/" + golden, told);
        assertThat(told.text()).as("the way out").contains("fix:");

        List<String> forMachines = new ArrayList<>(Arrays.asList(command));
        forMachines.add("--json");
        Outcome json = place.pawl(forMachines.toArray(String[]::new)).exited(exit);
        assertThat(json.jsonObject("error")).containsEntry("code", code);
        assertThat(json.jsonObject("error").get("fix")).asString().isNotBlank();
    }
}
