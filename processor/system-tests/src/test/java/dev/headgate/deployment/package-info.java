/** The files with which Headgate is deployed and watched, held against the tools and schemas that will read them. */
@NullMarked
package dev.headgate.deployment;

import org.jspecify.annotations.NullMarked;
