package dev.headgate.app;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, before a processor joins its group, who has that group's id already. A group of another kind is refused here, since
 * the brokers would refuse without a word of what they found. What can't be looked at, as with brokers that don't know such
 * groups or don't tell, is left to what they answer the member itself.
 */
final class GroupPreflight {
    private static final Logger LOG = LoggerFactory.getLogger(GroupPreflight.class);
    private static final long TIMEOUT_SECONDS = 10;
    private static final int CLIENTS_NAMED = 3;

    private final Admin admin;
    private final String group;

    /** @param group the id that this processor's group is to have */
    GroupPreflight(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Looks at the group.
     *
     * @param topics what this processor is to consume
     * @throws UserError if the group is of another kind
     */
    void check(Set<String> topics) throws InterruptedException {
        Optional<GroupListing> listed = listed();
        if (listed.isEmpty()) {
            return;
        }
        switch (listed.get().type().orElse(GroupType.CLASSIC)) {
            case SHARE ->
                refuse(
                        "a share group",
                        admin.describeShareGroups(List.of(group)).describedGroups(),
                        ShareGroupDescription::members,
                        ShareMemberDescription::clientId);
            case STREAMS ->
                refuse(
                        "a streams group",
                        admin.describeStreamsGroups(List.of(group)).describedGroups(),
                        StreamsGroupDescription::members,
                        StreamsGroupMemberDescription::clientId);
            default -> checkMembers(listed.get().protocol(), topics);
        }
    }

    /** A group of which only offsets are left has no protocol type. */
    private void checkMembers(String protocolType, Set<String> topics) throws InterruptedException {
        if (protocolType.isEmpty() || protocolType.equals(ConsumerProtocol.PROTOCOL_TYPE)) {
            answered(admin.describeConsumerGroups(List.of(group)).describedGroups())
                    .ifPresent(found -> look(found, topics));
        } else {
            refuse(
                    "a group of the protocol type '" + protocolType + "'",
                    admin.describeClassicGroups(List.of(group)).describedGroups(),
                    ClassicGroupDescription::members,
                    MemberDescription::clientId);
        }
    }

    /** Listed and not described, since the client logs an error for each id that is free, as it should be. */
    private Optional<GroupListing> listed() throws InterruptedException {
        return answered(Map.of(group, admin.listGroups().valid())).stream()
                .flatMap(Collection::stream)
                .filter(listing -> listing.groupId().equals(group))
                .findFirst();
    }

    private <G, M> void refuse(
            String kind,
            Map<String, KafkaFuture<G>> answers,
            Function<G, Collection<M>> members,
            Function<M, String> clientId)
            throws InterruptedException {
        Collection<M> present = answered(answers).map(members).orElse(List.of());
        throw new UserError("kafka.group.id: '" + group + "' is " + kind + " with " + members(present.size())
                + clients(present.stream().map(clientId))
                + ", and a group of consumers can't have the same id; take another, or delete that group");
    }

    /** Members on other topics are legal, and there for a while when what is consumed is changed one processor at a time. */
    private void look(ConsumerGroupDescription found, Set<String> topics) {
        if (found.members().isEmpty()) {
            return;
        }
        Set<String> theirs = found.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toCollection(TreeSet::new));
        String who = members(found.members().size()) + " ("
                + found.type().toString().toLowerCase(Locale.ROOT) + " protocol, assignor "
                + found.partitionAssignor() + ")"
                + clients(found.members().stream().map(MemberDescription::clientId));
        if (!theirs.isEmpty() && theirs.stream().noneMatch(topics::contains)) {
            LOG.warn(
                    "kafka.group.id: '{}' has {}, consuming {} and nothing of {}; if that is another application, take"
                            + " another id, since each rebalance disturbs both",
                    group,
                    who,
                    theirs,
                    topics);
        } else {
            LOG.info("the group '{}' has {}", group, who);
        }
    }

    private static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }

    private static String clients(Stream<String> ids) {
        List<String> named = ids.distinct().sorted().limit(CLIENTS_NAMED).toList();
        return named.isEmpty() ? "" : ", such as " + String.join(", ", named);
    }

    private static <T> Optional<T> answered(Map<String, KafkaFuture<T>> answers) throws InterruptedException {
        for (KafkaFuture<T> answer : answers.values()) {
            try {
                return Optional.of(answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("not found, or not told", e);
            }
        }
        return Optional.empty();
    }
}
