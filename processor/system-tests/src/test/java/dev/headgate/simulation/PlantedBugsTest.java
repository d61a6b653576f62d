package dev.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation has teeth: it finds each bug that is planted into the engine. */
@Tag("long")
@ExtendWith(SilentEngine.class)
@Timeout(120)
class PlantedBugsTest {
    @ParameterizedTest
    @EnumSource
    void is_found_within_the_stated_number_of_histories(Bug bug) throws ReflectiveOperationException {
        MutatingLoader loader = new MutatingLoader(bug.edits());
        @SuppressWarnings("unchecked")
        Optional<String> found = (Optional<String>) loader.loadClass(BugHunt.class.getName())
                .getMethod("hunt", int.class, boolean.class)
                .invoke(null, bug.within(), bug.isOfTransactions());
        assertThat(Set.copyOf(loader.applied())).as("edits made").isEqualTo(Set.copyOf(bug.edits()));
        System.out.println(bug + ": history " + found.orElse("none"));
        assertThat(found).isPresent();
    }
}
