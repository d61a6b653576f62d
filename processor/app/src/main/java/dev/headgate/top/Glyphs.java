package dev.headgate.top;

import java.nio.charset.Charset;

/** The signs that pictures are made of, each one column wide; in plain ASCII where the terminal knows no others. */
enum Glyphs {
    UNICODE("█", "▒", "░", "→", "●", "…"),
    ASCII("#", "+", ".", ">", "*", "~");

    final String full;
    final String part;
    final String none;
    final String arrow;
    final String dot;
    final String cut;

    Glyphs(String full, String part, String none, String arrow, String dot, String cut) {
        this.full = full;
        this.part = part;
        this.none = none;
        this.arrow = arrow;
        this.dot = dot;
        this.cut = cut;
    }

    /** Those that the character set has. */
    static Glyphs in(Charset charset) {
        return charset.newEncoder().canEncode("█▒░→●…") ? UNICODE : ASCII;
    }
}
