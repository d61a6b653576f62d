package dev.headgate.audit;

import tools.jackson.databind.json.JsonMapper;

/**
 * Something that must not happen has happened. One partition of the matching tells of what it counts; the sum of all counts
 * of a bucket is the bucket's.
 *
 * @param run the run
 * @param kind what happened, as {@link Count#label} spells it
 * @param bucketMs the start of the time bucket, epoch ms
 * @param more how many have come since the alarm before about the same
 * @param count how many there are by now
 * @param raisedMs when, epoch ms
 */
public record Alarm(String run, String kind, long bucketMs, long more, long count, long raisedMs) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    String toJson() {
        return JSON.writeValueAsString(this);
    }
}
