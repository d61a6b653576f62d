package dev.headgate.sim;

import dev.headgate.sim.payload.Template;

/**
 * A header of the user's own on each record.
 *
 * @param name not {@link StampHeaders#STAMP}, and not one that begins with {@link StampHeaders#PREFIX}
 * @param value what is in it
 */
public record CustomHeader(String name, Template value) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is empty or one of the stamp's
     */
    public CustomHeader {
        Checks.require(
                !name.isEmpty() && !name.startsWith(StampHeaders.PREFIX) && !name.equals(StampHeaders.STAMP),
                "header must have a name that is not " + StampHeaders.STAMP + " and does not begin with "
                        + StampHeaders.PREFIX + ", not '" + name + "'");
    }
}
