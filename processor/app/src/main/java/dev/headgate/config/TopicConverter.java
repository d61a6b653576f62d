package dev.headgate.config;

import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads the name of a topic, without the blanks around it. */
public final class TopicConverter implements Converter<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String convert(String value) {
        String name = value.strip();
        try {
            Topic.validate(name);
            return name;
        } catch (InvalidTopicException e) {
            throw new IllegalArgumentException("'" + name + "' can't be the name of a topic: a name has 1 to 249 of the"
                    + " characters a-z, A-Z, 0-9, '.', '_' and '-'; patterns are not taken, name each topic");
        }
    }
}
