package dev.headgate.sim.text;

/** Text that does not parse. The message is one line; {@link #withCaret()} also shows the place. */
public final class BadTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String text;
    private final int position;

    /**
     * Names a place in a text.
     *
     * @param text the whole text
     * @param position where it stops making sense, from 0
     * @param problem what is wrong there, and what to give
     */
    public BadTextException(String text, int position, String problem) {
        super("'" + text + "' does not parse at character " + (position + 1) + ": " + problem);
        this.text = text;
        this.position = position;
    }

    /** As one of a larger text in which this one begins at that position. */
    public BadTextException within(String whole, int offset) {
        String said = String.valueOf(getMessage());
        String problem = said.substring(said.indexOf(": ", text.length() + 2) + 2);
        return new BadTextException(whole, offset + position, problem);
    }

    /** The message, then the text, then a caret below the place. */
    public String withCaret() {
        return getMessage() + System.lineSeparator() + "  " + text + System.lineSeparator() + "  "
                + " ".repeat(position) + "^";
    }
}
