package dev.headgate.internal.consumer;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;

/** Says in the operator's words why the group doesn't take this member, or takes it no longer. */
final class GroupRefusal {
    private GroupRefusal() {}

    /**
     * The failure as it came, or in words that name the key and what to do.
     *
     * @param membership the one that was refused; not asked for if it was something else
     */
    static Throwable explain(Throwable failure, Supplier<ConsumerGroupMetadata> membership) {
        Optional<String> reason = reason(failure);
        if (reason.isEmpty()) {
            return failure;
        }
        ConsumerGroupMetadata group = membership.get();
        String id = "kafka.group.id '" + group.groupId() + "'";
        String who = group.groupInstanceId()
                .map(instance -> id + ", kafka.group.instance.id '" + instance + "'")
                .orElse(id);
        return new EngineFailure(
                who + ": " + reason.get() + " (" + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                        + ")",
                failure);
    }

    private static Optional<String> reason(Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case InconsistentGroupProtocolException _ ->
                        "the id is that of a group of another kind (of shares, of streams, of connectors), or its"
                                + " members share no assignor with this one; take another id, or give all of them the same"
                                + " kafka.partition.assignment.strategy";
                    case GroupIdNotFoundException _ ->
                        "the id is that of a group of another kind, or of one that the brokers don't convert to"
                                + " kafka.group.protocol consumer; take another id, or the protocol that its members have";
                    case FencedInstanceIdException _ ->
                        "another member has taken over this instance id; give each processor one of its own";
                    case UnreleasedInstanceIdException _ ->
                        "another member has this instance id; give each processor one of its own, or end that other"
                                + " one";
                    case UnsupportedAssignorException _ ->
                        "the brokers don't know the assignor in kafka.group.remote.assignor; name one that they do";
                    case GroupMaxSizeReachedException _ ->
                        "the group has as many members as the brokers allow; run fewer processors, or raise the"
                                + " brokers' group.max.size";
                    default -> null;
                });
    }
}
