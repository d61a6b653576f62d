package dev.headgate.sim.payload;

import dev.headgate.sim.text.Nearest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * The fields of templates: {@code seq}, {@code key}, {@code uuid}, {@code int(a,b)}, {@code double(a,b)}, {@code bool},
 * {@code pick(a,b,…)}, {@code string(n)}, {@code hex(n)}, {@code time(from,to)}, {@code faker(Name.fullName)} and short
 * names for some of the last.
 */
final class Fields {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LONGEST = 1_000_000;

    /** Short names for what Datafaker has. */
    private static final Map<String, String> SHORT = Map.of(
            "name", "Name.fullName",
            "first-name", "Name.firstName",
            "last-name", "Name.lastName",
            "email", "Internet.emailAddress",
            "city", "Address.city",
            "country", "Address.country",
            "street", "Address.streetAddress",
            "company", "Company.name",
            "product", "Commerce.productName",
            "iban", "Finance.iban");

    private static final List<String> KNOWN = Stream.concat(
                    Stream.of("seq", "key", "uuid", "int", "double", "bool", "pick", "string", "hex", "time", "faker"),
                    new TreeMap<>(SHORT).keySet().stream())
            .toList();

    private Fields() {}

    /** Writes one field of one record. */
    @FunctionalInterface
    interface Field {

        void append(FieldContext context, StringBuilder out);
    }

    /**
     * Reads what stands between the braces.
     *
     * @throws IllegalArgumentException if there is no such field, or its arguments are wrong
     */
    static Field parse(String text) {
        int open = text.indexOf('(');
        String name = (open < 0 ? text : text.substring(0, open)).strip();
        if (open >= 0 && !text.endsWith(")")) {
            throw new IllegalArgumentException("the arguments of '" + name + "' have no closing parenthesis");
        }
        List<String> arguments = open < 0
                ? List.of()
                : Stream.of(text.substring(open + 1, text.length() - 1).split(",", -1))
                        .map(String::strip)
                        .toList();
        if (SHORT.containsKey(name)) {
            return faker(SHORT.getOrDefault(name, name));
        }
        return switch (name) {
            case "seq" -> (context, out) -> out.append(context.position());
            case "key" -> (context, out) -> out.append(context.key() < 0 ? "" : "key-" + context.key());
            case "uuid" -> Fields::uuid;
            case "bool" -> (context, out) -> out.append(context.random().nextBoolean());
            case "int" -> integer(two(name, arguments));
            case "double" -> decimal(two(name, arguments));
            case "pick" -> pick(arguments);
            case "string" -> string(length(name, arguments));
            case "hex" -> hex(length(name, arguments));
            case "time" -> time(two(name, arguments));
            case "faker" -> faker(one(name, arguments));
            default ->
                throw new IllegalArgumentException("there is no field '" + name + "'" + Nearest.hint(name, KNOWN));
        };
    }

    private static List<String> two(String name, List<String> arguments) {
        if (arguments.size() != 2) {
            throw new IllegalArgumentException(name + " takes two arguments; write ${" + name + "(from,to)}");
        }
        return arguments;
    }

    private static String one(String name, List<String> arguments) {
        if (arguments.size() != 1 || arguments.getFirst().isEmpty()) {
            throw new IllegalArgumentException(name + " takes one argument; write ${" + name + "(…)}");
        }
        return arguments.getFirst();
    }

    private static int length(String name, List<String> arguments) {
        String text = one(name, arguments);
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) > LONGEST) {
            throw new IllegalArgumentException("'" + text + "' is not a length; give 0 to " + LONGEST);
        }
        return Integer.parseInt(text);
    }

    private static void uuid(FieldContext context, StringBuilder out) {
        byte[] bytes = new byte[16];
        context.random().nextBytes(bytes);
        out.append(UUID.nameUUIDFromBytes(bytes));
    }

    private static Field integer(List<String> bounds) {
        long from;
        long to;
        try {
            from = Long.parseLong(bounds.getFirst());
            to = Long.parseLong(bounds.getLast());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("int takes two whole numbers, not " + String.join(" and ", bounds), e);
        }
        if (from > to || to == Long.MAX_VALUE) {
            throw new IllegalArgumentException("int takes the smaller number first, not " + String.join(",", bounds));
        }
        return (context, out) -> out.append(context.random().nextLong(from, to + 1));
    }

    private static Field decimal(List<String> bounds) {
        double from;
        double to;
        try {
            from = Double.parseDouble(bounds.getFirst());
            to = Double.parseDouble(bounds.getLast());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("double takes two numbers, not " + String.join(" and ", bounds), e);
        }
        if (!(from <= to) || Double.isInfinite(to - from)) {
            throw new IllegalArgumentException(
                    "double takes the smaller number first, not " + String.join(",", bounds));
        }
        return (context, out) -> out.append(String.format(
                Locale.ROOT, "%.2f", from + (to - from) * context.random().nextDouble()));
    }

    private static Field pick(List<String> choices) {
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("pick takes choices; write ${pick(red,green,blue)}");
        }
        return (context, out) -> out.append(choices.get(context.random().nextInt(choices.size())));
    }

    private static Field string(int length) {
        return (context, out) -> {
            for (int i = 0; i < length; i++) {
                out.append(LETTERS.charAt(context.random().nextInt(LETTERS.length())));
            }
        };
    }

    private static Field hex(int length) {
        return (context, out) -> {
            byte[] bytes = new byte[(length + 1) / 2];
            context.random().nextBytes(bytes);
            out.append(HexFormat.of().formatHex(bytes), 0, length);
        };
    }

    private static Field time(List<String> bounds) {
        try {
            long from = LocalDate.parse(bounds.getFirst())
                    .atStartOfDay(ZoneOffset.UTC)
                    .toEpochSecond();
            long to = LocalDate.parse(bounds.getLast())
                    .atStartOfDay(ZoneOffset.UTC)
                    .toEpochSecond();
            if (from >= to) {
                throw new IllegalArgumentException("time takes the earlier day first, not " + String.join(",", bounds));
            }
            return (context, out) ->
                    out.append(Instant.ofEpochSecond(context.random().nextLong(from, to)));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "time takes two days such as 2026-01-31, not " + String.join(" and ", bounds), e);
        }
    }

    private static Field faker(String expression) {
        String directive = "#{" + expression + "}";
        try {
            new Faker(Locale.ENGLISH).expression(directive);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "Datafaker has no '" + expression + "'; give one such as Name.fullName or Internet.emailAddress",
                    e);
        }
        return (context, out) -> out.append(context.faker().expression(directive));
    }
}
