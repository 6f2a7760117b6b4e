package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strict parser of the text format of Prometheus, version 0.0.4. */
final class PrometheusText {
  /** A line with a value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .*");
  private static final Pattern TYPE =
      Pattern.compile(
          "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\"(?:,|$)");

  private PrometheusText() {}

  /** Returns the samples of a text. Fails if a line is not in the format, or a sample repeats. */
  static List<Sample> parse(String text) {
    assertThat(text).endsWith("\n");
    List<Sample> samples = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (help.matches()) {
        family = help.group(1);
        assertThat(seen.add(line.substring(0, help.end(1)))).as(line).isTrue();
      } else if (type.matches()) {
        assertThat(type.group(1)).isEqualTo(family);
      } else {
        Sample sample = sample(line);
        assertThat(sample.name()).as("belongs to the family before it").startsWith(family);
        assertThat(seen.add(sample.name() + sample.labels())).as(line).isTrue();
        samples.add(sample);
      }
    }
    return samples;
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    Map<String, String> labels = new LinkedHashMap<>();
    if (matcher.group(2) != null) {
      Matcher label = LABEL.matcher(matcher.group(2));
      int end = 0;
      while (label.find()) {
        assertThat(labels.put(label.group(1), label.group(2))).as(line).isNull();
        end = label.end();
      }
      assertThat(end).as(line).isEqualTo(matcher.group(2).length());
    }
    return new Sample(
        matcher.group(1), labels, Double.parseDouble(matcher.group(3).replace("Inf", "Infinity")));
  }
}
