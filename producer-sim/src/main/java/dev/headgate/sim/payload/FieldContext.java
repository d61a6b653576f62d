package dev.headgate.sim.payload;

import dev.headgate.sim.random.SeededRandom;
import java.util.Locale;
import java.util.Random;
import net.datafaker.Faker;
import org.jspecify.annotations.Nullable;

/** What the fields of one record draw from. Not thread-safe. */
final class FieldContext {

    private final SeededRandom random;
    private @Nullable Faker faker;
    private long position;
    private int key;

    FieldContext(SeededRandom random) {
        this.random = random;
    }

    void at(long newPosition, int newKey) {
        position = newPosition;
        key = newKey;
        random.at(newPosition);
    }

    SeededRandom random() {
        return random;
    }

    long position() {
        return position;
    }

    int key() {
        return key;
    }

    /** Made when first needed, for it reads a megabyte of names. */
    Faker faker() {
        Faker made = faker;
        if (made == null) {
            made = new Faker(Locale.ENGLISH, Random.from(random));
            faker = made;
        }
        return made;
    }
}
