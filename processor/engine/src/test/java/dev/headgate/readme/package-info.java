/** The programs of README.md and docs/GUIDE.md: {@link dev.headgate.readme.ReadmeTest} compares the texts. */
@NullMarked
package dev.headgate.readme;

import org.jspecify.annotations.NullMarked;
