/** Text for people: units, printable excerpts of records, masked secrets, and the name that was probably meant. */
@NullMarked
package dev.headgate.internal.text;

import org.jspecify.annotations.NullMarked;
