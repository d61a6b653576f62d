package dev.headgate.sim.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How a new topic is laid out.
 *
 * @param partitions number of partitions
 * @param replicationFactor number of brokers that hold each partition
 */
record TopicLayout(int partitions, short replicationFactor) {

    /** Reads 12,3. */
    static final class Converter implements ITypeConverter<TopicLayout> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5}),([1-9][0-9]{0,2})");

        @Override
        public TopicLayout convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' is not PARTITIONS,REPLICATION-FACTOR; give two whole numbers such as 12,3");
            }
            return new TopicLayout(Integer.parseInt(matcher.group(1)), Short.parseShort(matcher.group(2)));
        }
    }
}
