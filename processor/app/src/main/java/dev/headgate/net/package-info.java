/** What the HTTP servers of the processor and of the audit have in common: whom they answer, and how long that may take. */
@NullMarked
package dev.headgate.net;

import org.jspecify.annotations.NullMarked;
